/** How home-nfs mounts a person's home into their server; a test holds the two together. */
export const homeMount = { name: 'home', mountPath: '/home/jovyan', subPath: '{escaped_username}' } as const

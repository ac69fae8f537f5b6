/** What the hub runs for ways of signing in beside those of OAuth; as in sign-in-python.ts, each text is constant. */

export const SECRET_TRAITS = `# Traits that only a Secret knows come through the hub's environment.
import os

from z2jh import get_config

for trait, variable in get_config("custom.hubloom.sign-in.secretTraits").items():
    c[get_config("custom.hubloom.sign-in.className")][trait] = os.environ[variable]
`

export const CONSUMERS = `# Shared secrets of those who send people come from a Secret, through the hub's environment.
import os

from z2jh import get_config

c.LTI11Authenticator.consumers = {
    key: os.environ[variable] for key, variable in get_config("custom.hubloom.sign-in.consumers").items()
}
`

export const SEARCH_PASSWORD = `# The password of the account that searches comes from a Secret.
import os

c.LDAPAuthenticator.lookup_dn_search_password = os.environ["LDAP_SEARCH_PASSWORD"]
`

/**
 * Whoever signed up first under an admin's name would be that admin: nativeauthenticator 1.3 asks for no proof
 * (`create_user` of nativeauthenticator.py).
 */
export const NATIVE_ADMINS = `# Makes the admins' accounts, so that nobody else takes their names.
import os

import bcrypt
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo
from z2jh import get_config


class AdminsFirstAuthenticator(NativeAuthenticator):
    """Accounts of the hub, of which the admins' are there from the beginning."""

    def __init__(self, *words, **options):
        super().__init__(*words, **options)
        for name in get_config("custom.hubloom.sign-in.admins", []):
            account = self.get_user(name) or UserInfo(username=name)
            # an account that nobody was let in with is no admin's: who made it is not known
            if not account.is_authorized:
                account.password = bcrypt.hashpw(os.environ["NATIVE_ADMIN_PASSWORD"].encode(), bcrypt.gensalt())
                account.is_authorized = True
                self.db.add(account)
                self.db.commit()


c.JupyterHub.authenticator_class = AdminsFirstAuthenticator
`

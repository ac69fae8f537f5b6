def before_start(spawner, auth_state):
    spawner.environment["INBOX"] = "projects/dune-lab/topics/inbox"
    spawner.environment["HELP"] = "https://hub.dune.example.org/help"

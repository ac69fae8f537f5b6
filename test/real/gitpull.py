"""The container that fetches repositories, run by a real shell and Git on homes in bad states."""
import os
import shutil
import subprocess
import tempfile

from choices import expand, variables

AUTHOR = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
PLAIN = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}


class Course:
    """A repository, and a home that has had it."""

    def __init__(self, container):
        self.container = container
        self.root = tempfile.mkdtemp(prefix="git-pull-")
        self.home, self.upstream = f"{self.root}/home", f"{self.root}/upstream"
        os.makedirs(self.home)
        self.git("init", "--quiet", "--initial-branch", "main", self.upstream, where=self.root)
        self.publish(**{"a.txt": "one\ntwo\nthree\n", "b.txt": "b\n"})
        self.pull()

    def git(self, *words, where=None):
        place = ["-C", where or self.upstream]
        environment = PLAIN | AUTHOR | {"HOME": self.root}
        subprocess.run(["git", *place, *words], env=environment, check=True, capture_output=True)

    def publish(self, **files):
        for name, text in files.items():
            if text is None:
                os.remove(f"{self.upstream}/{name}")
            else:
                self.write(f"upstream/{name}", text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "more")

    def pull(self):
        """With the words and variables of the pod; only home and repository are ours."""
        environment = PLAIN | variables(self.container) | {"HOME": self.root}
        words = [expand(word, environment) for word in self.container["command"]]
        words[4:8] = [self.home, self.upstream, "main", "course"]
        return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60)

    def write(self, path, text):
        with open(f"{self.root}/{path}", "w") as stream:
            stream.write(text)

    def read(self, path):
        try:
            with open(f"{self.root}/{path}") as stream:
                return stream.read()
        except OSError:
            return None

    def kept(self, text):
        """Whether a text is still in some file of the home's, beside what Git keeps for itself."""
        for folder, folders, files in os.walk(self.home):
            folders[:] = [each for each in folders if each != ".git"]
            if any(text in (self.read(os.path.relpath(f"{folder}/{name}", self.root)) or "") for name in files):
                return True
        return False


def own_change(course):
    course.write("home/course/a.txt", "mine\ntwo\nthree\n")


def own_change_in_the_same_line(course):
    own_change(course)
    course.publish(**{"a.txt": "theirs\ntwo\nthree\n"})


def changed_here_and_deleted_there(course):
    own_change(course)
    course.publish(**{"a.txt": None})


def stale_lock(course):
    own_change(course)
    course.write("home/course/.git/index.lock", "")


def rewritten_history(course):
    own_change(course)
    course.git("checkout", "--quiet", "--orphan", "again")
    course.publish(**{"a.txt": "anew\n", "b.txt": "b\n"})
    course.git("branch", "--quiet", "--force", "main", "again")
    course.git("checkout", "--quiet", "main")


def amended_history(course):
    own_change(course)
    course.write("upstream/a.txt", "other\ntwo\nthree\n")
    course.git("commit", "--quiet", "--all", "--amend", "--message", "amended")


def unfinished_merge(course):
    own_change(course)
    course.git("commit", "--quiet", "--all", "--message", "mine", where=f"{course.home}/course")
    course.publish(**{"a.txt": "theirs\ntwo\nthree\n"})
    course.git("fetch", "--quiet", course.upstream, "main", where=f"{course.home}/course")
    try:
        course.git("merge", "--quiet", "FETCH_HEAD", where=f"{course.home}/course")
    except subprocess.CalledProcessError:
        pass


def own_branch(course):
    course.git("checkout", "--quiet", "-b", "mine", where=f"{course.home}/course")
    own_change(course)


def file_becomes_folder(course):
    own_change(course)
    course.publish(**{"a.txt": None})
    os.makedirs(f"{course.upstream}/a.txt")
    course.publish(**{"a.txt/inside.txt": "inside\n"})


STATES = [
    own_change,
    own_change_in_the_same_line,
    changed_here_and_deleted_there,
    stale_lock,
    rewritten_history,
    amended_history,
    unfinished_merge,
    own_branch,
    file_becomes_folder,
]


def check_git_pull(container, report):
    for state in STATES:
        problems = report.check(f"git-pull: {state.__name__.replace('_', ' ')}")
        course = Course(container)
        try:
            state(course)
            course.pull()
            # twice: what stops for good is what matters
            course.publish(**{"later.txt": "later\n"})
            done = course.pull()
            if done.returncode != 0:
                problems.append(f"ends with {done.returncode}, which keeps the server from starting")
            if course.read("home/course/later.txt") != "later\n":
                problems.append(f"later material does not come: {done.stderr.strip()[-300:]}")
            if not course.kept("mine"):
                problems.append("what the student changed is gone")
        finally:
            shutil.rmtree(course.root)

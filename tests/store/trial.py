"""Each way in which a database and Redis can be away, under readers of all published pages: `make outage`."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .outage import ROOT, Editor, Proxy, Readers, Site, free_port, until, whole_site

SECONDS_AWAY = 30
MOST_WRONG, MOST_SECONDS, MOST_SECONDS_UNTIL_FRESH = 0.001, 1.0, 10.0


class Trial:
    """One site through all that may happen to it; `failures` says what was missed."""

    def __init__(self, site: Site, editor: Editor, line: Any, redis: Any) -> None:
        self.site, self.editor, self.line, self.redis = site, editor, line, redis
        self.right: dict[str, tuple[int, bytes]] = {}
        self.failures: list[str] = []
        self.titles = 0

    def look(self) -> None:
        for path in self.editor.tell("addresses"):
            answer = self.site.get(path)
            self.right[path] = answer.code, answer.body

    def during(self, name: str, begin: Any, end: Any) -> None:
        """Readers of all pages before, while something is away, and after; then what an editor publishes."""
        readers = Readers(self.site, self.right)
        thread = threading.Thread(target=readers.read, args=[SECONDS_AWAY + 4])
        thread.start()
        time.sleep(2)
        begin()
        time.sleep(SECONDS_AWAY)
        needing = self.site.get("/search/?q=baker")
        end()
        ended = time.monotonic()
        thread.join()
        self.titles += 1
        title = f"Baker number {self.titles}"
        self.editor.tell("retitle", "baker", title)
        until(30, lambda: all(title.encode() in self.site.get("/roles/baker/").body for _ in range(6)))
        until(30, lambda: self.site.get("/search/?q=baker").code == 200)
        fresh = time.monotonic() - ended - 2
        self.editor.tell("render")
        self.look()
        print(
            f"{name:24}{len(readers.times):8,}{readers.share_right:10.2%}{readers.slowest_hundredth:10.3f}"
            f"{needing.code:8} in {needing.seconds:.2f}{fresh:10.1f}",
            flush=True,
        )
        for wrong in readers.wrong[:5]:
            print("   ", wrong)
        if (
            1 - readers.share_right > MOST_WRONG
            or readers.slowest_hundredth > MOST_SECONDS
            or fresh > MOST_SECONDS_UNTIL_FRESH
            or needing.seconds > 2
            or needing.code not in (200, 503)
        ):
            self.failures.append(name)

    def away(self, state: str) -> None:
        self.line.cut() if state == "cut" else self.line.become(state)

    def restart_without(self) -> None:
        self.site.stop()
        self.line.become("refused")
        self.site.start()
        readers = Readers(self.site, self.right)
        readers.read(len(self.right) / readers.rate + 1)
        self.line.become("passing")
        print(f"{'a start with it away':24}{len(readers.times):8,}{readers.share_right:10.2%}", flush=True)
        if readers.wrong:
            self.failures.append(f"a start with it away: {readers.wrong[:3]}")
        until(30, lambda: self.site.get("/search/?q=baker").code == 200)

    def withdraw(self) -> None:
        """While the workers cannot ask, as long as there is a line of the editor's own."""
        if isinstance(self.line, Proxy):
            self.line.become("frozen")
            time.sleep(3)
        self.editor.tell("withdraw", "cook")
        time.sleep(1.5)
        self.line.become("refused")
        codes = {self.site.get("/roles/cook/").code for _ in range(50)}
        self.site.stop()
        self.site.start()
        codes |= {self.site.get("/roles/cook/").code for _ in range(50)}
        self.line.become("passing")
        until(30, lambda: self.site.get("/search/?q=baker").code == 200)
        codes |= {self.site.get("/roles/cook/").code for _ in range(50)}
        print(f"{'withdrawn meanwhile':24}answers {sorted(codes)}", flush=True)
        if not codes <= {410, 503}:
            self.failures.append("what was withdrawn came back")


def whole_trial(folder: Path) -> list[str]:
    static = str(folder / "static")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "STATIC_ROOT": static},
        check=True,
    )
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    values = {"STATIC_ROOT": static, "CACHE_URL": f"redis://127.0.0.1:{port}/0", "CI": ""}
    try:
        with whole_site(folder, **values) as (site, editor, line):
            editor.tell("render")
            site.start()
            trial = Trial(site, editor, line, redis)
            trial.look()
            print(
                f"{len(trial.right)} pages on {type(line).__name__}, {SECONDS_AWAY} s each, 20 readers a second"
            )
            print(f"{'away':24}{'answers':>8}{'right':>10}{'slowest %':>10}{'search':>15}{'fresh':>10}")
            states = ("refused", "frozen", "slow", "cut") if isinstance(line, Proxy) else ("refused",)
            for state in states:
                trial.during(
                    f"database {state}", lambda s=state: trial.away(s), lambda: line.become("passing")
                )
            stop, go = signal.SIGSTOP, signal.SIGCONT
            trial.during("Redis frozen", lambda: redis.send_signal(stop), lambda: redis.send_signal(go))

            def both(state: str, number: int) -> None:
                trial.away(state)
                redis.send_signal(number)

            trial.during("both away", lambda: both("refused", stop), lambda: both("passing", go))
            redis.kill()
            trial.restart_without()
            trial.withdraw()
            return trial.failures
    finally:
        redis.kill()
        redis.wait()


if __name__ == "__main__":
    with TemporaryDirectory() as chosen:
        missed = whole_trial(Path(chosen))
    print("Missed: " + "; ".join(missed) if missed else "All bars hold.")
    sys.exit(bool(missed))

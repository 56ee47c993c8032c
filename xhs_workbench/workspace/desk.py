"""What the start page needs: campaigns, notebooks with parameters, reports with progress, a new campaign."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from xhs_workbench import paths
from xhs_workbench.brief import INDUSTRIES, OBJECTIVES
from xhs_workbench.brief.builder import TEMPLATE_NAMES
from xhs_workbench.brief.names import INDUSTRY_NAMES
from xhs_workbench.errors import Problem
from xhs_workbench.findings import Finding, Level, Text
from xhs_workbench.params import CLOSER, DESKS
from xhs_workbench.report.opening import open_desk as open_desk_notebook
from xhs_workbench.report.opening import open_notebook
from xhs_workbench.report.presenting.planning import DECKS
from xhs_workbench.workspace.addresses import link_to_notebook, link_to_page
from xhs_workbench.workspace.campaigns import Campaign, Step, list_campaigns, read_campaign
from xhs_workbench.workspace.starting import NewCampaign, new_campaign


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run.

    Args:
        done: Reports made so far.
        total: Reports requested.
        notebook: The one being made; empty at the end.
        seconds: Duration of the last one; 0 before the first.
        finding: The final message, set once: all made, or what went wrong and what to do.
    """

    done: int
    total: int
    notebook: str = ""
    seconds: float = 0.0
    finding: Finding | None = None


class Desk:
    """The analyst's desk. Its only state is the running process."""

    objectives: tuple[tuple[str, Text], ...] = tuple((name, TEMPLATE_NAMES[name]) for name in OBJECTIVES)
    industries: tuple[tuple[str, Text], ...] = tuple((name, INDUSTRY_NAMES[name]) for name in INDUSTRIES)

    decks = DECKS

    def __init__(self) -> None:
        self._running: asyncio.subprocess.Process | None = None

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return every campaign there is."""
        return list_campaigns()

    def campaign(self, name: str) -> Campaign:
        """Return the current state of one campaign."""
        return read_campaign(name)

    def links(self, step: Step) -> tuple[str, str, str]:
        """Write the notebook with its campaign's parameters; return links to it and to both pages ("" if missing)."""
        notebook = link_to_notebook(open_notebook(step.params)) if step.params else ""
        client, own = (link_to_page(page) if page else "" for page in (step.page, step.own_page))
        return notebook, client, own

    def closer(self, step: Step) -> str:
        """Write the notebook that looks closer, with the same parameters; return a link to it ("" if there is none)."""
        notebook = CLOSER.get(step.notebook)
        return link_to_notebook(open_notebook(step.params, notebook)) if step.params and notebook else ""

    def desks(self, campaign: str) -> dict[str, str]:
        """Write the desks of a campaign and return desk -> link; those whose parameter file is missing are left out."""
        folder = paths.PARAMS / campaign
        return {
            desk: link_to_notebook(open_desk_notebook(file, desk))
            for desk, notebook in DESKS.items()
            if (file := folder / f"{notebook}.yaml").is_file()
        }

    async def make(self, steps: Sequence[Step], language: str = "") -> AsyncIterator[Progress]:
        """Make reports as `batch` does, in a separate process, and report the progress.

        Args:
            steps: Notebooks with parameters.
            language: `en` or `zh`; empty keeps what each file says.
        """
        files = [str(step.params) for step in steps if step.params]
        command = [sys.executable, "-m", "xhs_workbench.workspace.errand", *files]
        command += [f"--language={language}"] if language else []
        self._running = process = await _start(command)
        assert process.stdout and process.stderr
        errors = asyncio.ensure_future(process.stderr.read())
        pages = len(files) + sum(bool(step.params) and step.notebook in CLOSER for step in steps)
        now, problems = Progress(0, pages), list[Problem]()
        yield now
        async for line in process.stdout:
            now = _after(now, json.loads(line), problems)
            yield now
        said = (await errors).decode("utf-8", "replace").strip()
        code = await process.wait()
        self._running = None
        yield Progress(now.done, now.total, finding=_last_word(now, code, problems, said))

    async def deck(self, step: Step) -> Finding:
        """Make the slides of a report as `xhs-workbench deck` does, in a separate process; return how it went."""
        command = [sys.executable, "-m", "xhs_workbench.workspace.errand", "--deck", str(step.params)]
        self._running = process = await _start(command)
        assert process.stdout and process.stderr
        told, errors = await asyncio.gather(process.stdout.read(), process.stderr.read())
        await process.wait()
        self._running = None
        events = [json.loads(line) for line in told.splitlines()]
        problems = [Problem(**one) for event in events for one in event.get("problems", ())]
        if problems or process.returncode:
            said = errors.decode("utf-8", "replace").strip()
            return _last_word(Progress(0, 1), process.returncode or 1, problems, said)
        made = ", ".join(event["deck"] for event in events if "deck" in event)
        return Finding("made", Level.PASS, Text(f"Slides made: {made}", f"已生成幻灯片：{made}"))

    def stop(self) -> None:
        """End the run; reports made before stay."""
        if self._running is not None and self._running.returncode is None:
            self._running.terminate()

    def start_campaign(self, name: str, files: Sequence[str], objective: str, industry: str) -> NewCampaign:
        """Create a campaign; see `new_campaign`. A relative path starts at the workbench folder.

        Raises:
            WorkbenchError: The name, a file or a template is refused.
        """
        given = [paths.resolve(file) for file in files]
        return new_campaign(name, given, objective=objective, industry=industry)


async def _start(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start an errand. It ends when its standard input does: with this kernel, so that a restart leaves none behind.

    XHS_WORKBENCH_ROOT is passed on, so that both processes use the same folders.
    """
    return await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1", "XHS_WORKBENCH_ROOT": str(paths.ROOT)},
    )


def open_desk() -> Desk:
    """Return the desk of this workbench."""
    return Desk()


def _after(now: Progress, event: dict[str, Any], problems: list[Problem]) -> Progress:
    if "problems" in event:
        problems += [Problem(**one) for one in event["problems"]]
        return now
    if "made" in event:
        return Progress(now.done + 1, now.total, "", event["seconds"])
    return Progress(now.done, now.total, event["started"], now.seconds)


def _last_word(now: Progress, code: int, problems: Sequence[Problem], said: str) -> Finding:
    if problems:
        first, more = problems[0], len(problems) - 1
        where = f"{first.where}: " if first.where else ""
        value = f" [{first.value}]" if first.value else ""
        rest = Text(f" And {more} more." if more else "", f" 另有 {more} 处。" if more else "")
        text = Text(
            f"{where}{first.en}{value}.{rest.en}".replace("..", "."), f"{where}{first.zh}{value}。{rest.zh}"
        )
        return Finding("not_made", Level.FAIL, text, Text(first.fix_en, first.fix_zh))
    if code < 0 or code in (130, 143):
        text = Text(f"Stopped; {now.done} of {now.total} made.", f"已停止；完成 {now.done} / {now.total}。")
        return Finding("stopped", Level.REVIEW, text)
    if code:
        last = said.splitlines()[-1] if said else f"exit code {code}"
        return Finding("not_made", Level.FAIL, Text(f"The run ended early: {last}", f"运行中断：{last}"))
    text = Text(f"{now.done} of {now.total} reports made.", f"已生成 {now.done} / {now.total} 份报告。")
    return Finding("made", Level.PASS, text)

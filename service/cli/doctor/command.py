"""The command doctor."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

import click

from service.cli.doctor.address import check_address
from service.cli.doctor.clock import Now, check_clock, now
from service.cli.doctor.environment import check_program, check_settings, read_settings
from service.cli.doctor.findings import Finding, State, secrets_of, summary
from service.cli.doctor.machine import check_disks, check_memory
from service.cli.doctor.store import check_loading, check_store


def examine(environ: Mapping[str, str], now: Now = now) -> list[Finding]:
    """All findings on the set-up that an environment describes, in the order in which to mend them."""
    settings, problems = read_settings(environ)
    report = check_store(settings)
    loading = check_loading(settings, report.served)
    return [
        check_settings(settings, problems),
        check_program(),
        *report.findings,
        *([loading] if loading else []),
        check_clock(settings, report, now),
        *check_disks(settings, report),
        check_memory(settings, report),
        check_address(environ, settings, problems, report.served),
    ]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of the findings.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Examine settings, store, clock, disks, memory and public address.

    One line says of each whether it is ok, and another one what to do if it is not. Nothing is changed: the store is
    only read, and what is written to a folder to try it is removed. No running service is needed, and no password is
    printed. Exit code 1 when there is a fault.

    \b
    Examples:
      samband doctor
      DATABASE_URL=postgresql://samband_read@db/samband samband doctor --json
    """  # noqa: D301
    findings, secrets = examine(os.environ), secrets_of(os.environ)
    if as_json:
        click.echo(json.dumps([finding.record(secrets) for finding in findings], indent=2, ensure_ascii=False))
    else:
        lines = [line for finding in findings for line in finding.lines(secrets)]
        click.echo("\n".join([*lines, summary(findings)]))
    context.exit(int(any(finding.state is State.FAULT for finding in findings)))

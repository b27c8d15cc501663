"""The commands around a run: plan, doctor, invoke and load."""

import json
import signal
import subprocess

from tests.conftest import ROOT, clean_environment, harness
from tests.system.support import Left, eventually, run_harness


def test_plan_prints_the_steps_and_starts_nothing(tmp_path, left: Left):
    plan = run_harness("plan", "--runs-dir", tmp_path / "runs")
    assert plan.returncode == 0, plan.stderr
    steps = plan.stdout.splitlines()
    assert [step.partition(".")[0] for step in steps] == [str(n + 1) for n in range(len(steps))]
    assert "start DynamoDB Local" in plan.stdout
    assert "make the tables carros, account, proprietarios, estacionamento" in plan.stdout
    assert not (tmp_path / "runs").exists()
    assert left() == []


def test_plan_says_what_an_empty_cache_would_cost(tmp_path):
    plan = run_harness("plan", "--cache-dir", tmp_path / "cache")
    assert "fetch DynamoDB Local 3.3.1" in plan.stdout.splitlines()[0]
    assert "MB) into" in plan.stdout.splitlines()[0]


def test_doctor_names_what_is_there_and_ends_well(tmp_path):
    doctor = run_harness("doctor")
    assert doctor.returncode == 0, doctor.stdout
    for part in ("Python", "Java", "DynamoDB Local", "awslambdaric", "locust"):
        assert f"ok {part}: " in doctor.stdout


def test_invoke_uses_the_stack_that_the_exports_name(stack):
    event = ROOT / "functions/ola/events/event.json"
    invoke = run_harness("invoke", "ola", "-e", event, AWS_ENDPOINT_URL=stack.endpoint)
    assert invoke.returncode == 0, invoke.stderr
    assert json.loads(invoke.stdout)["statusCode"] == 200
    assert "REPORT RequestId" in invoke.stderr


def test_invoke_of_an_unknown_function_is_exit_code_2(stack):
    invoke = run_harness("invoke", "nope", "--endpoint", stack.endpoint)
    assert invoke.returncode == 2
    assert "no function 'nope'" in invoke.stderr


def test_invoke_and_load_say_that_an_endpoint_does_not_answer():
    for command in (["invoke", "ola"], ["load", "--duration", "1s"]):
        done = run_harness(*command, "--endpoint", "http://127.0.0.1:9")
        assert done.returncode == 3, done.stdout + done.stderr
        assert "http://127.0.0.1:9" in done.stdout + done.stderr
        assert "harness up" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr


def test_load_sends_to_a_running_stack(stack, left: Left):
    load = run_harness("load", "--duration", "2s", "--users", "2", "--endpoint", stack.endpoint)
    assert load.returncode == 0, load.stdout + load.stderr
    assert "register entry" in load.stdout + load.stderr
    assert left() == []


def test_ctrl_c_in_mid_run_ends_it_with_the_verdict_so_far(tmp_path, left: Left):
    run = subprocess.Popen(
        harness("run", "--duration", "60s", "--runs-dir", str(tmp_path)),
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ledger = tmp_path / "latest/ledger.jsonl"
    assert eventually(lambda: ledger.exists() and '"invocation"' in ledger.read_text(), 60)
    run.send_signal(signal.SIGINT)
    stdout, stderr = run.communicate(timeout=20)
    assert run.returncode == 130
    assert "! interrupted" in stdout
    assert "Traceback" not in stderr
    assert (tmp_path / "latest/report.html").exists()
    assert eventually(lambda: not left(), 1), left()

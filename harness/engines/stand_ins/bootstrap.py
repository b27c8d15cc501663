"""Runs inside the image, not in the harness: AWS's runtime client, the function's folder first."""

import os
import runpy
import sys

# The function's own packages win over its layers', and those over the image's.
sys.path[0:1] = [os.environ["LAMBDA_TASK_ROOT"], "/opt/python", "/var/runtime"]
sys.argv = ["awslambdaric", os.environ["_HANDLER"]]
runpy.run_module("awslambdaric", run_name="__main__")

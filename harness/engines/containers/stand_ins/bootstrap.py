"""Runs inside the image, not in the harness: AWS's runtime client, the function's folder first."""

import os
import runpy
import sys

# As in AWS's image: the function's own packages win over its layers', and those over the image's;
# where PYTHONPATH is set, it says what comes behind the function's.
layers = ["/opt/python/lib/python3.11/site-packages", "/opt/python"]
sys.path[:0] = [os.environ["LAMBDA_TASK_ROOT"], *([] if "PYTHONPATH" in os.environ else layers)]
os.environ.setdefault("PYTHONPATH", os.environ["LAMBDA_RUNTIME_DIR"])
sys.argv = ["awslambdaric", os.environ["_HANDLER"]]
runpy.run_module("awslambdaric", run_name="__main__")

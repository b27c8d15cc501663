#!/bin/sh
# As in AWS's image: a wrapper, where one is named, gets the runtime's command line.
export AWS_EXECUTION_ENV="${AWS_EXECUTION_ENV:-AWS_Lambda_python3.11}"
exec ${AWS_LAMBDA_EXEC_WRAPPER:+"$AWS_LAMBDA_EXEC_WRAPPER"} /var/lang/bin/python3.11 /var/runtime/bootstrap.py

# Serves what public.ecr.aws/lambda/python serves: AWS's Runtime Interface Emulator in front of AWS's
# runtime client, with the handler as command. What differs: docs/containers.md.
ARG BASE
FROM ${BASE}
ENV LAMBDA_TASK_ROOT=/var/task \
    LAMBDA_RUNTIME_DIR=/var/runtime \
    LANG=C.UTF-8 \
    TZ=:/etc/localtime \
    PATH=/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin \
    LD_LIBRARY_PATH=/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib
RUN mkdir -p /var/task /var/lang/bin /opt \
 && for name in python python3 python3.11; do ln -s /usr/bin/python3.11 /var/lang/bin/$name; done
COPY lambda /
# Nobody may be able to write there later, and each cold start would compile boto3 anew.
RUN python3 -m compileall -q /var/runtime
WORKDIR /var/task
ENTRYPOINT ["/lambda-entrypoint.sh"]

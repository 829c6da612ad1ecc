"""A CloudFormation template made concrete: its conditions decided, its functions carried out.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html. Only what
`tui.infra`'s template uses; anything else raises `StackError`. Patterns of parameters are not looked at: the
sandbox's issuer is plain http, which AWS would not have.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from tui.record import record

Value = Any
"""Any JSON."""

_NOTHING = object()
_VARIABLE = re.compile(r"\$\{([A-Za-z0-9.:]+)\}")


class StackError(ValueError):
    """The template says something that is not understood here."""


@record
class Stack:
    """A template with its parameters, in one account and region. `created` are ids only AWS can give out."""

    template: Mapping[str, Any]
    parameters: Mapping[str, str | list[str]]
    account: str
    region: str
    created: Mapping[str, str] = field(default_factory=dict)

    def resources(self) -> dict[str, tuple[str, Mapping[str, Any]]]:
        """Type and properties of all resources that are to be, by logical id."""
        return {name: (resource["Type"], self._value(resource["Properties"]))
                for name, resource in self._present("Resources").items()}

    def outputs(self) -> dict[str, str]:
        """The outputs that are to be."""
        return {name: self._value(output["Value"]) for name, output in self._present("Outputs").items()}

    def broken_rules(self) -> list[str]:
        """What the parameters lack, in the template's words; AWS refuses to deploy it then."""
        return [assertion["AssertDescription"]
                for rule in self.template["Rules"].values() if self._value(rule["RuleCondition"])
                for assertion in rule["Assertions"] if not self._value(assertion["Assert"])]

    def _present(self, section: str) -> dict[str, Any]:
        return {name: each for name, each in self.template[section].items()
                if "Condition" not in each or self._condition(each["Condition"])}

    def _condition(self, name: str) -> bool:
        return bool(self._value(self.template["Conditions"][name]))

    def _value(self, node: Value) -> Value:
        """`node` with its functions carried out; whatever comes to no value is left out."""
        if isinstance(node, list):
            return [value for each in node if (value := self._value(each)) is not _NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            name, argument = next(iter(node.items()))
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](self, argument)
            if name.startswith("Fn::"):
                raise StackError(f"{name} is not known here")
        return {key: value for key, each in node.items() if (value := self._value(each)) is not _NOTHING}

    def _ref(self, name: str) -> Value:
        if name in self.template["Parameters"]:
            parameter = self.template["Parameters"][name]
            value = self.parameters.get(name, parameter.get("Default"))
            many = parameter["Type"] == "CommaDelimitedList" and isinstance(value, str)
            return str(value).split(",") if many else value
        pseudo = {"AWS::NoValue": _NOTHING, "AWS::Region": self.region, "AWS::AccountId": self.account}
        if name in pseudo:
            return pseudo[name]
        if name not in self.template["Resources"]:
            raise StackError(f"There is no {name}")
        kind = self.template["Resources"][name]["Type"]
        if kind in ("AWS::IAM::OIDCProvider", "AWS::IAM::SAMLProvider"):
            return self._arn(name)
        if kind == "AWS::DynamoDB::Table":
            return self._property(name, "TableName")
        return self._given(name)

    def _arn(self, name: str) -> str:
        iam = f"arn:aws:iam::{self.account}"
        match self.template["Resources"][name]["Type"]:
            case "AWS::DynamoDB::Table":
                table = self._property(name, "TableName")
                return f"arn:aws:dynamodb:{self.region}:{self.account}:table/{table}"
            case "AWS::IAM::OIDCProvider":
                return f"{iam}:oidc-provider/{self._property(name, 'Url').partition('://')[2]}"
            case "AWS::IAM::SAMLProvider":
                return f"{iam}:saml-provider/{self._property(name, 'Name')}"
            case "AWS::IAM::Role":
                return f"{iam}:role/{self._property(name, 'RoleName')}"
        raise StackError(f"{name} has no ARN here")

    def _get(self, name: str, attribute: str) -> str:
        return self._arn(name) if attribute == "Arn" else self._given(f"{name}.{attribute}")

    def _given(self, name: str) -> str:
        if name not in self.created:
            raise StackError(f"What {name} is, only AWS can say")
        return self.created[name]

    def _property(self, name: str, key: str) -> str:
        return str(self._value(self.template["Resources"][name]["Properties"][key]))

    def _substituted(self, argument: Value) -> str:
        text, given = argument if isinstance(argument, list) else (argument, {})
        values = self._value(given)

        def value(found: re.Match[str]) -> str:
            name, _, attribute = found[1].partition(".")
            if found[1] in values:
                return str(values[found[1]])
            return self._get(name, attribute) if attribute else str(self._ref(name))

        return _VARIABLE.sub(value, text)

    def _chosen(self, argument: Value) -> Value:
        condition, yes, no = argument
        return self._value(yes if self._condition(condition) else no)

    def _mapped(self, argument: Value) -> Value:
        mapping, first, second = (self._value(each) for each in argument)
        return self.template["Mappings"][mapping][first][second]

    def _joined(self, argument: Value) -> str:
        return str(argument[0]).join(self._value(argument[1]))

    def _split(self, argument: Value) -> list[str]:
        return str(self._value(argument[1])).split(argument[0])

    def _selected(self, argument: Value) -> Value:
        return self._value(argument[1])[int(argument[0])]


_FUNCTIONS: Mapping[str, Callable[[Stack, Value], Value]] = {
    "Ref": Stack._ref,
    "Condition": Stack._condition,
    "Fn::GetAtt": lambda stack, argument: stack._get(*argument),
    "Fn::Sub": Stack._substituted,
    "Fn::Join": Stack._joined,
    "Fn::Split": Stack._split,
    "Fn::Select": Stack._selected,
    "Fn::FindInMap": Stack._mapped,
    "Fn::If": Stack._chosen,
    "Fn::Equals": lambda stack, pair: stack._value(pair[0]) == stack._value(pair[1]),
    "Fn::EachMemberEquals": lambda stack, pair: all(each == pair[1] for each in stack._value(pair[0])),
    "Fn::Not": lambda stack, each: not stack._value(each[0]),
    "Fn::And": lambda stack, each: all(stack._value(each)),
    "Fn::Or": lambda stack, each: any(stack._value(each)),
}
"""A `Condition` alone in an object names a condition of the template; one of a policy is never alone."""

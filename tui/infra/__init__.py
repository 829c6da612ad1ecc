"""The AWS side, as the documents AWS takes: the IAM policies that are the only gatekeeper, and the template.

`policies` has what a role may do and who may assume it, for each kind of identity provider; `template` puts
both into one CloudFormation template, with the tables. The sandbox deploys that template.
"""

from tui.infra.filling import Document
from tui.infra.policies import PROVIDERS, Provider, Role, Tables, permissions
from tui.infra.template import template

__all__ = ["PROVIDERS", "Document", "Provider", "Role", "Tables", "permissions", "template"]

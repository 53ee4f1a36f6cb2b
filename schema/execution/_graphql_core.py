"""Undocumented names of graphql-core, imported only here.

They were checked with the versions in CHECKED. A test fails when another version is installed.
"""

from graphql.execution import execute
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues
from graphql.pyutils import is_iterable
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal, coerce_input_value
from graphql.utilities.validate_input_value import validate_input_literal
from graphql.validation.rules.variables_in_allowed_position import allowed_variable_usage

CHECKED = ">=3.3.0,<3.4"

__all__ = [
    "CHECKED",
    "FieldDetails",
    "FragmentDetails",
    "GraphQLVariableSignature",
    "VariableValues",
    "allowed_variable_usage",
    "coerce_default_value",
    "coerce_input_literal",
    "coerce_input_value",
    "collect_fields",
    "collect_subfields",
    "execute",
    "get_variable_signature",
    "is_iterable",
    "validate_input_literal",
]

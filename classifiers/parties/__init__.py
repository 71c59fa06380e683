"""Companies and agencies in an article: known ones by an alias table, others as they are written."""

from classifiers.parties.aliases import AliasTable, load_aliases
from classifiers.parties.clusters import Entity, Mention, NamedArticle
from classifiers.parties.english import is_common
from classifiers.parties.entities import name_parties

__all__ = ["AliasTable", "Entity", "Mention", "NamedArticle", "is_common", "load_aliases", "name_parties"]

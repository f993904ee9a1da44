from typing import TypeVar

from django.db import models

_ModelT_co = TypeVar("_ModelT_co", bound=models.Model, covariant=True)

class TreeManager(models.Manager[_ModelT_co]):
    def move_node(self, node: models.Model, target: models.Model | None, position: str = ...) -> None: ...

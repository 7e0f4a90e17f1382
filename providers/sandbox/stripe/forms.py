"""What all forms of `/_sandbox` share: a field that nobody knows is refused."""

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

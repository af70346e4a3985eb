"""A tool that does nothing, so that what remains is the cost of running one."""

from pydantic import BaseModel, Field

from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun


class Nothing(BaseModel):
    """The least that a run may answer."""

    done: bool = Field(description="Always true.")


class Idle(BaseTool[NoOptions]):
    """Do nothing."""

    name = "idle"
    title = "Do nothing"
    category = "convert"
    output_formats = ("png",)

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Answer at once."""
        return ToolOutput(result=Nothing(done=True))

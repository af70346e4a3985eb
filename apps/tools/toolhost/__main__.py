"""Starts a zygote: `python -I` on this file, with the control socket's descriptor and the rest as JSON."""

import gc
import json
import sys

if __name__ == "__main__":
    gc.disable()  # until all is imported: most of it stays
    settings = json.loads(sys.argv[1])
    # Isolated and without an environment, the interpreter finds what its host finds.
    sys.path[:] = settings["python_path"]
    from apps.tools.toolhost.imports import import_everything
    from apps.tools.toolhost.zygote import main

    if settings["only_imports"]:
        import_everything(tuple(settings["plugins"]))
        sys.exit()
    main(
        control=settings["control"],
        first_uid=settings["first_uid"],
        plugins=tuple(settings["plugins"]),
        is_wrapped=settings["is_wrapped"],
    )

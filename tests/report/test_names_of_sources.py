"""Names of files, sheets and columns stand before a client without the contacts somebody wrote into them."""

import polars as pl

from xhs_workbench import views
from xhs_workbench.findings import Text
from xhs_workbench.params.every_notebook import FILE_KEYS
from xhs_workbench.report.input_files import names_with_contacts
from xhs_workbench.report.rendering.masked_names import for_page

FILE, SHEET = "露米拉_王丽娜13877778888.xlsx", "加V lina8866"


class Params:
    """What `files_of` asks of the parameters of a notebook."""

    brief = "brief.yaml"
    inputs = (f"exports/{FILE}", "exports/notes_20260318.xlsx")


def test_a_client_reads_them_masked_and_we_as_they_are():
    rows = pl.DataFrame({"who": ["阿梨"], "source_file": [FILE], "source_sheet": [SHEET], "source_row": [3]})
    block = views.table(rows, [views.Column("who", Text("Who", "谁"))], title=Text("Asked", "提问"))
    given = [
        {"kind": block.kind, "language": "en", "data": {**block.data, "block": "answers.table_responses"}}
    ]
    ours = for_page(given, "internal")
    assert ours[0]["data"]["rows"][0]["source"] == f"{FILE} › {SHEET} › row 3"
    seen = str(for_page(given, "client"))
    for secret in ("13877778888", "lina8866"):
        assert secret not in seen
        assert secret in str(ours)


def test_check_names_the_files_whose_names_hold_a_contact():
    assert "inputs" in FILE_KEYS
    assert names_with_contacts(Params()) == [FILE]

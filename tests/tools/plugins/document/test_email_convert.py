"""`email-convert`: headers in any charset, safe pages, attachments, and messages that are none."""

import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.email_convert import EmailConvert
from apps.tools.plugins.document.email_options import MailSummary
from apps.tools.proving.email_convert import FILE, FILE_NAME, SUBJECT, make_sample
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch


@pytest.fixture(params=["eml", "msg"])
def mail(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"mail.{request.param}"
    make_sample(request.param, path)
    return path


def test_a_message_tells_who_what_and_when(launch: Launch, mail: Path) -> None:
    outcome = launch("email-convert", mail, output_format="txt")

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    assert outcome.result["subject"] == SUBJECT
    assert outcome.result["sender"] == "Jürgen Müller <j@example.org>"
    assert FILE_NAME in str(outcome.result["attachments"])
    assert "2024" in str(outcome.result["date"])


def test_the_page_runs_and_fetches_nothing(run_directly: RunDirectly, mail: Path) -> None:
    output = run_directly(EmailConvert(), [mail], output_format="html")

    page = output.files[0].path.read_text()
    for word in ("<script", "alert", "onclick", "tracker.example.org"):
        assert word not in page
    assert page.count("data:image/png;base64,") == 1
    assert output.notes == ("Pictures on other servers were left out: 1.",)


@pytest.mark.parametrize(
    "evil",
    [
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "<div style='background:url(http://evil.example/x)'>x</div>",
        "<style>@import 'http://evil.example/'</style>",
        "<svg onload=alert(1)><image href='http://evil.example/'/></svg>",
        "<iframe src='http://evil.example/'></iframe><base href='http://evil.example/'>",
        "<img src=x onerror=alert(1)><form action='http://evil.example/'><input></form>",
        "<math><mtext></math><img src='http://evil.example/'></mtext>",
        "<!--[if IE]><script>alert(1)</script><![endif]--><xss>x</xss>",
    ],
)
def test_hostile_markup_is_cleaned(run_directly: RunDirectly, tmp_path: Path, evil: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "<script>alert(0)</script>"
    message.set_content(f"<p>kept</p>{evil}", subtype="html")
    path = tmp_path / "evil.eml"
    path.write_bytes(message.as_bytes())

    page = run_directly(EmailConvert(), [path], output_format="html").files[0].path.read_text()

    body = page.partition("<hr>")[2]
    assert "<p>kept</p>" in body
    for word in ("script:", "evil.example", "<script", "onload", "onerror", "<iframe", "<svg", "<form"):
        assert word not in body
    assert "<script>alert(0)" not in page


def test_attachments_come_out_as_they_went_in_under_safe_names(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", "files"
    message.set_content("text")
    for name in ("../../etc/passwd", "a.csv", "a.csv", "CON\u202e.txt"):
        message.add_attachment(FILE, maintype="text", subtype="csv", filename=name)
    path = tmp_path / "files.eml"
    path.write_bytes(message.as_bytes())

    output = run_directly(EmailConvert(), [path], output_format="zip")

    with zipfile.ZipFile(output.files[0].path) as archive:
        assert archive.namelist() == ["passwd", "a.csv", "a-2.csv", "CON.txt"]
        assert {archive.read(name) for name in archive.namelist()} == {FILE}


def test_a_message_without_attachments_has_no_zip(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "plain.eml"
    path.write_bytes(b"From: a@example.org\r\nSubject: x\r\n\r\ntext\r\n")

    with pytest.raises(InvalidInputError, match="has no attachments") as refusal:
        run_directly(EmailConvert(), [path], output_format="zip")

    assert refusal.value.code == "input_not_allowed"


def test_text_in_an_old_or_unknown_charset_is_read(run_directly: RunDirectly, tmp_path: Path) -> None:
    for charset, text in (("koi8-r", "Привет"), ("iso-2022-jp", "こんにちは"), ("no-such", "Grüße")):
        path = tmp_path / f"{charset}.eml"
        body = text.encode("cp1252" if charset == "no-such" else charset)
        head = f"From: a@example.org\r\nContent-Type: text/plain; charset={charset}\r\n"
        path.write_bytes(head.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body)

        output = run_directly(EmailConvert(), [path], output_format="txt")

        assert text in output.files[0].path.read_text("utf-8")


def test_an_outlook_message_becomes_one_that_any_program_opens(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "mail.msg"
    make_sample("msg", path)

    output = run_directly(EmailConvert(), [path], output_format="eml")

    mail = message_from_bytes(output.files[0].path.read_bytes(), policy=default)
    assert mail["Subject"] == SUBJECT
    assert [part.get_filename() for part in mail.iter_attachments()] == [FILE_NAME, "picture.png"]
    assert isinstance(output.result, MailSummary)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("notes.eml", b"just some words\nand more\n", "input_mismatch"),
        ("table.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "input_corrupt"),
    ],
)
def test_what_is_no_message_is_refused(
    run_directly: RunDirectly, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(EmailConvert(), [path], output_format="txt")

    assert refusal.value.code == code


def test_a_message_of_too_many_parts_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "many.eml"
    parts = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 2100
    path.write_bytes(
        b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"
    )

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(EmailConvert(), [path], output_format="txt")

    assert refusal.value.code == "input_limit"

"""Copies of Word files with comments: what they say, where they stand, and that nothing else changed."""

from __future__ import annotations

import copy
import io
import re
import shutil
import subprocess
import zipfile
from copy import deepcopy
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_many import cli
from test_readers_docx import cell, p, package, r, row

import audit
from audit.errors import AuditError
from audit.messages.retell import retold
from audit.model import Report
from audit.render import part
from audit.render.options import Options

ROOT = Path(__file__).parents[1]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OVERRIDE = '<Override PartName="/word/{0}.xml" ContentType="' + WORD + '.{1}+xml"/>'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f"{OVERRIDE.format('document', 'document.main')}{{}}</Types>"
)
CHANGED = (
    "[Content_Types].xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/comments.xml",
)
MARKS = (f"{W}commentRangeStart", f"{W}commentRangeEnd")

WRONG = "全年出生8194人，其中男孩4216人，女孩3968人。"
RIGHT = "全年出生8184人，其中男孩4216人，女孩3968人。"


def made(folder: Path, body: str, **parts: str) -> Path:
    """A Word file with all that such a file needs."""
    path = folder / "汇报.docx"
    plain = zipfile.ZipFile(io.BytesIO(package(body, **parts)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name).replace(b"http://x/", RELATIONS.encode()))
        listed = "".join(OVERRIDE.format(name, name) for name in parts)
        archive.writestr("[Content_Types].xml", TYPES.format(listed))
        archive.writestr("word/media/picture.bin", bytes(range(256)) * 40)
    return path


def checked(path: Path, lang: str = "") -> Report:
    return audit.check(path, language=lang or "zh")


def marked(path: Path, lang: str = "") -> Path:
    """The copy, in a file beside the original, which is as it was."""
    before = path.read_bytes()
    content = part(checked(path), "word", Options(lang=lang))
    assert path.read_bytes() == before
    copy = path.with_name(f"copy of {path.name}")
    copy.write_bytes(content)
    untouched(path, copy)
    return copy


def untouched(original: Path, copy: Path) -> None:
    """All parts but the listed ones are the same bytes; the text is the same without our marks."""
    with zipfile.ZipFile(original) as old, zipfile.ZipFile(copy) as new:
        assert new.testzip() is None
        for name in old.namelist():
            if name not in CHANGED:
                assert new.read(name) == old.read(name), name
        assert set(new.namelist()) - set(old.namelist()) <= set(CHANGED)
        first = etree.fromstring(old.read("word/document.xml"))
        second = etree.fromstring(new.read("word/document.xml"))
    without(second, ids(copy) - ids(original))
    assert canonical(second) == canonical(first)


def comments(path: Path) -> list[etree._Element]:
    with zipfile.ZipFile(path) as archive:
        return list(etree.fromstring(archive.read("word/comments.xml")))


def ids(path: Path) -> set[str | None]:
    with zipfile.ZipFile(path) as archive:
        there = "word/comments.xml" in archive.namelist()
    return {c.get(f"{W}id") for c in comments(path)} if there else set()


def without(root: etree._Element, ours: set[str | None]) -> None:
    """Takes the marks of comments away."""
    for mark in [*root.iter(*MARKS)]:
        if mark.get(f"{W}id") in ours:
            drop(mark)
    for mark in [*root.iter(f"{W}commentReference")]:
        if mark.get(f"{W}id") in ours:
            drop(mark.getparent())


def drop(element: etree._Element) -> None:
    parent, tail, before = element.getparent(), element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def canonical(root: etree._Element) -> str:
    """The canonical XML with neighbouring runs of one look, and the texts in them, put together."""
    root = deepcopy(root)
    for run in [*root.iter(f"{W}r")]:
        before = run.getprevious()
        if (
            before is not None
            and before.tag == run.tag
            and not (before.tail or "")
            and look(before) == look(run)
        ):
            before.extend([c for c in run if c.tag != f"{W}rPr"])
            before.tail = run.tail
            run.tail = None
            run.getparent().remove(run)

    for text in [*root.iter(f"{W}t")]:
        text.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        before = text.getprevious()
        if before is not None and before.tag == text.tag and not (before.tail or ""):
            text.text = (before.text or "") + (text.text or "")
            before.getparent().remove(before)
    return etree.tostring(root, method="c14n", with_comments=True).decode()


def look(run: etree._Element) -> tuple[object, ...]:
    properties = run.find(f"{W}rPr")
    shown = b"" if properties is None else etree.tostring(properties, method="c14n")
    return sorted(run.attrib.items()), shown


def about(copy: Path) -> list[tuple[str, str]]:
    """What each comment stands at, and its first line, in the order of the comments."""
    with zipfile.ZipFile(copy) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    out = []
    for comment in comments(copy):
        id, texts, open_ = comment.get(f"{W}id"), [], False
        for element in root.iter():
            if element.tag in MARKS and element.get(f"{W}id") == id:
                open_ = element.tag == MARKS[0]
            elif open_ and element.tag in (f"{W}t", f"{MATH}t"):
                texts.append(element.text or "")
        references = [e for e in root.iter(f"{W}commentReference") if e.get(f"{W}id") == id]
        assert len(references) == 1 and references[0].getparent().getparent().tag != f"{W}body"
        out.append(("".join(texts), "".join(comment[0].itertext())))
    return out


def test_the_wrong_figure_and_its_partners_and_the_summary(tmp_path: Path) -> None:
    copy = marked(made(tmp_path, p(r("工作汇报", "<w:b/>")) + p(r(WRONG + "另有流动人口36人。"))))
    places, said = zip(*about(copy), strict=True)
    assert places == ("工作汇报", "8194人", "4216人", "3968人")
    assert said[0] == "数字核对：未通过：仅有的 1 项核对不成立。4 个数字中核对了 3 个。"
    assert said[1].startswith("【1】错误：各项相加得 8184")
    assert said[2] == said[3] and said[2].startswith("【1】另见“8194人”处的批注：各项相加得 8184")
    read = list(docx.Document(str(copy)).comments)
    assert {(c.author, c.initials, c.timestamp) for c in read} == {("reportaudit", "RA", None)}
    assert "以下 1 个数字未能核对，仍需人工核实：" in read[0].text
    assert "· 第 2 段：36人" in read[0].text
    assert "建议：改其一即可：" in read[1].text and "8194人 -> 8184人" in read[1].text
    assert "算得：4216人 + 3968人 = 8184" in read[1].text


def test_nothing_wrong_is_said_in_the_first_comment(tmp_path: Path) -> None:
    ((where, said),) = about(marked(made(tmp_path, p(r(RIGHT)))))
    assert where == RIGHT
    assert said == "数字核对：1 项核对成立。3 个数字中核对了 3 个。"


def test_comments_speak_the_language_of_the_document_or_as_asked(tmp_path: Path) -> None:
    path = made(
        tmp_path, p(r("Revenue rose from $100.0 million to $120.0 million, an increase of 25.0%."))
    )
    assert about(marked(path))[1][1].startswith("[1] error: ")
    assert about(marked(path, "zh"))[1][1].startswith("【1】错误：")


def test_runs_keep_their_look(tmp_path: Path) -> None:
    copy = marked(
        made(
            tmp_path,
            p(r("全年出生81", "<w:b/>"), r("94人，其中男孩4216人", "<w:i/>"), r("，女孩3968人。")),
        )
    )
    with zipfile.ZipFile(copy) as archive:
        text = archive.read("word/document.xml").decode()
    runs = re.findall(
        r"<w:r><w:rPr>(.*?)</w:rPr><w:t[^>]*>(.*?)</w:t></w:r>",
        text.replace("<w:rPr/>", "<w:rPr></w:rPr>"),
    )
    assert runs == [
        ("<w:b/>", "全年出生"), ("<w:b/>", "81"), ("<w:i/>", "94人"), ("<w:i/>", "，其中男孩"), ("<w:i/>", "4216人"),
        ("", "，女孩"), ("", "3968人"), ("", "。"),
    ]  # fmt: skip
    assert about(copy)[1][0] == "8194人"


TABLE = (
    "<w:tbl>"
    + row(cell("项目"), cell("出生"))
    + row(cell("男"), cell("4216"))
    + row(cell("女"), cell("3968"))
    + row(cell("合计"), cell("8194"))
    + "</w:tbl>"
)


def test_cells_of_tables(tmp_path: Path) -> None:
    copy = marked(made(tmp_path, p(r("出生情况（单位：人）")) + TABLE + p(r("完。"))))
    assert [where for where, _ in about(copy)] == ["出生情况（单位：人）", "8194", "4216", "3968"]


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}"
    "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
    "<w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def test_a_figure_in_a_text_box_is_quoted_at_the_paragraph_that_holds_it(tmp_path: Path) -> None:
    copy = marked(made(tmp_path, p(r("标题")) + p(r("如图。"), BOX.format(p(r(WRONG))))))
    wrong = about(copy)[1]
    assert wrong[0].startswith("如图。")
    assert wrong[1].startswith("（文本框中的 8194人）【1】错误：")


def test_a_figure_in_a_footnote_is_quoted_at_the_reference(tmp_path: Path) -> None:
    notes = f'<w:footnote w:id="2">{p(r(WRONG))}</w:footnote>'
    copy = marked(made(tmp_path, p(r("出生情况"), NOTE, r("如下。")), footnotes=notes))
    where, said = about(copy)[1]
    assert not where and said.startswith("（脚注或尾注中的 8194人）【1】错误：各项相加得 8184")
    with zipfile.ZipFile(copy) as archive:
        text = archive.read("word/document.xml").decode()
    assert '<w:commentRangeStart w:id="1"/>' in text
    at = [
        text.index(s)
        for s in ('commentRangeStart w:id="1"', "footnoteReference", 'commentRangeEnd w:id="1"')
    ]
    assert at == sorted(at)


def test_tracked_changes_links_fields_and_controls(tmp_path: Path) -> None:
    body = p(
        r("全年出生"),
        f'<w:ins w:id="90" w:author="张">{r("8194人")}</w:ins>',
        '<w:del w:id="91" w:author="张"><w:r><w:delText>8184人</w:delText></w:r></w:del>',
        r("，其中"),
        f'<w:hyperlink w:anchor="x">{r("男孩4216人")}</w:hyperlink>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        r("，女孩"),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{r('3968人')}</w:sdtContent></w:sdt>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        r("。"),
        properties='<w:jc w:val="both"/>',
    )
    assert [where for where, _ in about(marked(made(tmp_path, body)))][1:] == [
        "8194人",
        "4216人",
        "3968人",
    ]


def test_what_stands_beside_text_in_a_run(tmp_path: Path) -> None:
    body = p(
        "<w:r><w:rPr><w:b/></w:rPr><w:tab/><w:t>全年出生8194人</w:t><w:br/><w:t>，其中男孩4216人，女孩3968人。</w:t>"
        "<w:lastRenderedPageBreak/></w:r>"
    )
    assert [where for where, _ in about(marked(made(tmp_path, body)))][1:] == [
        "8194人",
        "4216人",
        "3968人",
    ]


def test_comments_that_are_there_stay(tmp_path: Path) -> None:
    old = '<w:comment w:id="7" w:author="李" w:date="2025-03-01T08:00:00Z"><w:p><w:r><w:t>请核</w:t></w:r></w:p></w:comment>'
    body = p(
        '<w:commentRangeStart w:id="7"/>',
        r(WRONG),
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>',
    )
    path = made(tmp_path, body, comments=old)
    copy = marked(path)
    assert [c.get(f"{W}id") for c in comments(copy)] == ["7", "8", "9", "10", "11"]
    assert [c.author for c in docx.Document(str(copy)).comments] == ["李", *["reportaudit"] * 4]
    assert about(copy)[0] == (WRONG, "请核")
    with zipfile.ZipFile(copy) as archive:
        assert archive.read("[Content_Types].xml").decode().count("comments+xml") == 1
        assert archive.namelist().count("word/comments.xml") == 1


def test_remarks_and_odd_prefixes_of_the_xml_stay(tmp_path: Path) -> None:
    body = f"<!-- made by hand -->{p('<?keep this?>', r('全年出生81<!-- x -->94人，其中男孩4216人，女孩3968人。'))}"
    path = made(tmp_path, body)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["word/document.xml"] = (
        parts["word/document.xml"].replace(b"w:", b"ns0:").replace(b"xmlns:w=", b"xmlns:ns0=")
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    copy = marked(path)
    assert len(comments(copy)) == 4
    with zipfile.ZipFile(copy) as archive:
        text = archive.read("word/document.xml").decode()
    assert (
        "<!-- made by hand -->" in text
        and "<?keep this?>" in text
        and "<ns0:commentRangeStart" in text
    )


def test_iso_strict_files_stay_strict(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)))
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts = {n: c.replace(usual, STRICT.encode()) for n, c in parts.items()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"officeDocument/2006/math", b"x"
    )
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Rel", b'<Relationship Id="s" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/theme" Target="t.xml"/></Rel')  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    content = part(checked(path), "word", Options())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in ("word/document.xml", "word/comments.xml"):
            assert STRICT in archive.read(name).decode() and usual not in archive.read(name)
        assert (
            "purl.oclc.org/ooxml/officeDocument/relationships/comments"
            in archive.read(rels).decode()
        )


class Pipe(io.RawIOBase):
    """Where nobody can go back to fill in sizes: they stand behind each part then."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.content += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def test_archives_that_were_written_in_one_go(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)))
    pipe = Pipe()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    path.write_bytes(pipe.content)
    assert len(comments(marked(path))) == 4


def test_parts_that_lie_one_upon_the_other_are_refused(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)))
    with zipfile.ZipFile(path, "a") as archive:
        one = archive.getinfo("word/media/picture.bin")
        for number in range(200):
            twin = copy.copy(one)
            twin.filename = f"word/media/{number}.bin"
            archive.filelist.append(twin)
        archive.writestr("end", b"")
    with pytest.raises(AuditError, match="one upon the other"):
        part(checked(path), "word", Options())


def test_contradictory_rules_stand_in_the_summary(tmp_path: Path) -> None:
    made(tmp_path, p(r("全年出生8184人。")))
    report = tmp_path / "report.yaml"
    report.write_text(
        "source: 汇报.docx\nfigures: {births: {find: '出生{}'}, moves: 3人}\n"
        "rules: [moves < 2, moves > 5]\n",
        "utf-8",
    )
    content = part(audit.check(report, language="zh"), "word", Options())
    (tmp_path / "copy.docx").write_bytes(content)
    first = next(iter(docx.Document(str(tmp_path / "copy.docx")).comments)).text
    assert "【1】错误：这 2 条规则不能同时成立" in first


def test_the_same_file_gives_the_same_copy(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)))
    assert part(checked(path), "word", Options()) == part(checked(path), "word", Options())


def test_a_copy_is_checked_like_its_original(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)) + TABLE)
    copy = marked(path)
    again = checked(copy).to_dict()
    before = checked(path).to_dict()
    assert [f["message"] for f in again["findings"]] == [f["message"] for f in before["findings"]]
    assert len(comments(copy)) < len(comments(marked(copy)))


# ---------------------------------------------------------------- as a user asks for it


def test_a_copy_by_suffix_and_a_copy_beside_the_report(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)))
    before = path.read_bytes()
    assert cli("check", "汇报.docx", "-o", "copy.docx", "-q", cwd=tmp_path).returncode == 1
    done = cli("check", "汇报.docx", "--format", "word", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "汇报.核对.docx\n")
    assert about(tmp_path / "copy.docx")[1][1].startswith("【1】错误：")
    assert about(tmp_path / "汇报.核对.docx")[1][1].startswith("[1] error: ")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "words", "said"),
    [
        ("汇报.docx", ("-o", "汇报.docx"), "this would overwrite a report"),
        ("report.yaml", ("-o", "汇报.docx"), "this would overwrite a report"),
        ("汇报.docx", ("-o", "copy.docm"), "a marked copy of a .docx file is a .docx file"),
        ("汇报.docx", ("-o", "copy.xlsx"), "this report can be told in a .docx file"),
        ("note.txt", ("-o", "copy.docx"), "this report can be told in a .html file"),
        ("汇报.docx", ("-o", "copy.docx", "--redact"), "word shows the report itself"),
        ("missing.docx", ("-o", "copy.docx"), "there is no such file"),
    ],
)
def test_copies_that_cannot_be(
    tmp_path: Path, source: str, words: tuple[str, ...], said: str
) -> None:
    path = made(tmp_path, p(r(WRONG)))
    before = path.read_bytes()
    (tmp_path / "note.txt").write_text(WRONG, "utf-8")
    (tmp_path / "report.yaml").write_text("source: 汇报.docx\nrules: []\n", "utf-8")
    done = cli("check", source, *words, "-q", cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr
    assert path.read_bytes() == before
    assert not [*tmp_path.glob("copy.*")]


def test_a_report_on_standard_input_has_no_copy(tmp_path: Path) -> None:
    path = made(tmp_path, p(r(WRONG)))
    words = ("check", "-", "--stdin-name", "other.docx", "-o", "copy.docx", "-q")
    done = cli(*words, cwd=tmp_path, stdin=path.read_bytes())
    assert done.returncode == 2 and "a marked copy needs the file itself" in done.stderr


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_an_older_file_gets_the_copy_that_it_becomes(tmp_path: Path) -> None:
    made(tmp_path, p(r(WRONG)))
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'x').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "doc", "--outdir", str(tmp_path), str(tmp_path / "汇报.docx")],
        check=True,
        timeout=120,
        capture_output=True,
    )
    before = (tmp_path / "汇报.doc").read_bytes()
    assert cli("check", "汇报.doc", "-o", "copy.docx", "-q", cwd=tmp_path).returncode == 1
    places = [where for where, _ in about(tmp_path / "copy.docx")]
    assert places == [WRONG, "8194人", "4216人", "3968人"]
    assert (tmp_path / "汇报.doc").read_bytes() == before


# ---------------------------------------------------------------- any file


PART = st.sampled_from(
    [
        r("出生8194人，"),
        r("其中男孩42"),
        r("16人，"),
        r("女孩3968人。", "<w:b/>"),
        r(" \u00ad"),
        r("占", '<w:vertAlign w:val="superscript"/>'),
        r("2", '<w:vertAlign w:val="superscript"/>'),
        r("隐藏5人", "<w:vanish/>"),
        "<w:r><w:tab/></w:r>",
        "<w:r><w:t>共3人</w:t><w:br/><w:t>，其中1人</w:t></w:r>",
        f'<w:ins w:id="5" w:author="a">{r("新增12人")}</w:ins>',
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>",
        f"<w:hyperlink>{r('比上年增长5%')}</w:hyperlink>",
        "<w:r><w:ruby><w:rt><w:r><w:t>a</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>共4人</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        NOTE,
        BOX.format(p(r(WRONG))),
        BOX.format(p(NOTE, r("框中2人"))),
    ]
)
PARAGRAPH = st.lists(PART, max_size=6).map(lambda parts: p(*parts))
BODY = st.lists(st.one_of(PARAGRAPH, st.just(p(r(WRONG))), st.just(TABLE)), min_size=1, max_size=5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(BODY.map("".join), PARAGRAPH)
def test_nothing_but_marks_is_added_to_any_file(tmp_path: Path, body: str, note: str) -> None:
    path = made(tmp_path, body + p(r("完")), footnotes=f'<w:footnote w:id="2">{note}</w:footnote>')
    for where, said in about(marked(path))[1:]:
        assert where or said.startswith("（")


@pytest.mark.parametrize("name", ["township-report/report.docx", "quarterly-english/report.md"])
def test_a_report_told_again_is_told_as_in_the_first_place(name: str) -> None:
    path = ROOT / "examples" / name
    for first, second in (("en", "zh"), ("zh", "en")):
        again = retold(audit.check(path, language=first), second)
        assert again == audit.check(path, language=second)

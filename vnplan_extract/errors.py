"""The one table of errors: code, meaning, what to do, exit code, HTTP status.

Everything that can go wrong with a document or a command is a row of `ERRORS`. A record's
`problems`, the messages of the command and its exit codes all come from here; the table in
`docs/errors.md` is checked against it by a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any


class Status(StrEnum):
    """What became of a document (RECORD.md, `status`)."""

    OK = "ok"
    PARTIAL = "partial"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    MALFORMED = "malformed"
    LIMIT_EXCEEDED = "limit_exceeded"
    TIMEOUT = "timeout"
    CRASHED = "crashed"

    @property
    def is_done(self) -> bool:
        """Whether something was extracted."""
        return self in (Status.OK, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One row of the table.

    `status` is the document's status when this error ends its reading, or None for an error
    that concerns the command and not a document. `vi` and `en` say what happened and what to
    do; both take the same named fields.
    """

    code: str
    status: Status | None
    exit_code: int
    http_status: int
    vi: str
    en: str


def _table(*rows: ErrorKind) -> dict[str, ErrorKind]:
    return {row.code: row for row in rows}


# Exit codes: 0 done, 2 the command was typed wrongly, 3 something must be installed, 4 the
# input cannot be read or is no document, 5 the output cannot be written, 6 a limit was
# exceeded, 7 some documents of many failed, 70 a fault of ours, 130 interrupted.
ERRORS: dict[str, ErrorKind] = _table(
    ErrorKind(
        "E101", Status.EMPTY, 4, 422,
        "Tệp rỗng hoặc không có chữ. Hãy kiểm tra lại tệp gốc.",
        "The file is empty or holds no text. Check the original file.",
    ),
    ErrorKind(
        "E102", Status.UNSUPPORTED, 4, 415,
        "Chưa đọc được loại tệp này ({media_type}). Hãy mở và lưu lại thành PDF, DOCX, XLSX hoặc văn bản thuần rồi chạy lại.",
        "This type of file ({media_type}) cannot be read yet. Open it and save it as PDF, DOCX, XLSX or plain text, and run again.",
    ),
    ErrorKind(
        "E103", Status.MALFORMED, 4, 422,
        "Tệp hỏng hoặc bị cắt cụt ({detail}). Hãy lấy lại bản gốc, hoặc mở và lưu lại bằng chương trình đã tạo ra nó.",
        "The file is damaged or cut short ({detail}). Get the original again, or open and save it with the program that made it.",
    ),
    ErrorKind(
        "E104", Status.ENCRYPTED, 4, 422,
        "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi chạy lại. PDF: qpdf --decrypt --password=MẬT_KHẨU vào.pdf ra.pdf; Word, Excel: mở và lưu lại không có mật khẩu; ZIP: giải nén bằng unzip.",
        "The file is encrypted. Remove the password and run again. PDF: qpdf --decrypt --password=PASSWORD in.pdf out.pdf; Word, Excel: open it and save it without one; ZIP: unpack it with unzip.",
    ),
    ErrorKind(
        "E105", Status.LIMIT_EXCEEDED, 6, 413,
        "Vượt giới hạn {limit}: {requested} > {granted}. Hãy tách nhỏ tệp, hoặc nâng giới hạn bằng biến môi trường VNPLAN_{env}.",
        "The limit {limit} is exceeded: {requested} > {granted}. Split the file, or raise the limit with the environment variable VNPLAN_{env}.",
    ),
    ErrorKind(
        "E106", Status.TIMEOUT, 6, 504,
        "Quá thời gian cho phép ({seconds} giây). Hãy tách nhỏ tệp, hoặc nâng VNPLAN_DOCUMENT_SECONDS.",
        "The time allowed ({seconds} s) ran out. Split the file, or raise VNPLAN_DOCUMENT_SECONDS.",
    ),
    ErrorKind(
        "E107", Status.CRASHED, 70, 500,
        "Lỗi trong chương trình ({detail}). Hãy gửi báo lỗi kèm thông báo này; các tệp khác không bị ảnh hưởng.",
        "A fault in the program ({detail}). Please report it with this message; other files are not affected.",
    ),
    ErrorKind(
        "E108", Status.PARTIAL, 0, 200,
        "Trang {page} không có chữ đọc được (ảnh quét): cần nhận dạng chữ.",
        "Page {page} holds no text that can be read (a scanned image): it needs OCR.",
    ),
    ErrorKind(
        "E109", Status.PARTIAL, 0, 200,
        "Trang {page} không đọc được ({detail}); các trang khác vẫn được trích xuất.",
        "Page {page} could not be read ({detail}); the other pages were extracted.",
    ),
    ErrorKind(
        "E110", Status.PARTIAL, 0, 200,
        "Có {count} byte không phải UTF-8, được thay bằng ký tự U+FFFD. Hãy kiểm tra bảng mã của tệp gốc.",
        "{count} bytes are not valid UTF-8 and were replaced by U+FFFD. Check the encoding of the original file.",
    ),
    ErrorKind(
        "E111", Status.UNSUPPORTED, 4, 422,
        "Tệp nén có {count} tài liệu: {members}. Hãy chọn một tài liệu với --member TÊN, hoặc trích xuất tất cả bằng vnplan convert.",
        "The archive holds {count} documents: {members}. Choose one with --member NAME, or extract all with vnplan convert.",
    ),
    ErrorKind(
        "E112", Status.PARTIAL, 0, 200,
        "Trang tính {page} có {count} ô công thức chưa lưu giá trị. Hãy mở và lưu lại bằng Excel hoặc LibreOffice rồi chạy lại.",
        "Sheet {page} has {count} formulas whose values were not saved. Open and save it with Excel or LibreOffice and run again.",
    ),
    ErrorKind(
        "E113", Status.PARTIAL, 0, 200,
        "Có {count} trang là ảnh quét chưa đọc được vì thiếu {what}. Hãy gõ: {command}",
        "{count} pages are scanned images that could not be read, for {what} is missing. Type: {command}",
    ),
    ErrorKind(
        "E114", Status.TIMEOUT, 6, 504,
        "Tài liệu không tiến triển trong {seconds} giây. Hãy tách nhỏ tệp, hoặc nâng VNPLAN_SILENCE_SECONDS.",
        "The document made no progress for {seconds} s. Split the file, or raise VNPLAN_SILENCE_SECONDS.",
    ),
    ErrorKind(
        "E201", None, 4, 404,
        "Không tìm thấy {path}. Hãy kiểm tra lại đường dẫn.",
        "{path} was not found. Check the path.",
    ),
    ErrorKind(
        "E202", None, 4, 403,
        "Không có quyền đọc {path}. Hãy cấp quyền đọc (chmod +r) rồi chạy lại.",
        "{path} may not be read. Grant read permission (chmod +r) and run again.",
    ),
    ErrorKind(
        "E203", None, 5, 500,
        "Không ghi được vào {path} ({detail}). Hãy chọn thư mục khác với -o.",
        "{path} cannot be written ({detail}). Choose another folder with -o.",
    ),
    ErrorKind(
        "E204", None, 2, 400,
        "Tệp {path} không phải bản ghi JSON hợp lệ ({detail}).",
        "{path} is no valid JSON record ({detail}).",
    ),
    ErrorKind(
        "E205", None, 7, 207,
        "{failed} trong {total} tệp không trích xuất được; xem trường status của từng bản ghi.",
        "{failed} of {total} files could not be extracted; see the status of each record.",
    ),
    ErrorKind(
        "E206", None, 3, 500,
        "Thiếu {what}. Hãy gõ: {command}",
        "{what} is missing. Type: {command}",
    ),
    ErrorKind(
        "E207", None, 4, 404,
        "Không có tệp nào trong {path} để chuyển đổi.",
        "There is no file in {path} to convert.",
    ),
    ErrorKind(
        "E208", None, 2, 400,
        "Lệnh gõ chưa đúng ({detail}). Hãy gõ: vnplan --help",
        "The command is not typed rightly ({detail}). Type: vnplan --help",
    ),
    ErrorKind(
        "E209", None, 2, 400,
        "{path} là thư mục. Hãy gõ: vnplan convert {path} -o THƯ_MỤC_RA",
        "{path} is a folder. Type: vnplan convert {path} -o OUTPUT_FOLDER",
    ),
    ErrorKind(
        "E210", None, 130, 499,
        "Đã dừng theo yêu cầu.",
        "Interrupted.",
    ),
    ErrorKind(
        "E211", None, 2, 404,
        "Bản ghi không có mục {item}. Các mục có trong bản ghi: {items}.",
        "The record has no item {item}. Items that it has: {items}.",
    ),
    ErrorKind(
        "E212", None, 5, 409,
        "Thư mục {path} đang được một lần chạy khác sử dụng ({holder}). Hãy đợi nó xong, hoặc chọn thư mục khác với -o.",
        "{path} is in use by another run ({holder}). Wait for its end, or choose another folder with -o.",
    ),
    ErrorKind(
        "E221", None, 7, 207,
        "{failed} trong {total} tệp ở {path} không phải bản ghi nên bị bỏ qua; các bảng gồm những bản ghi còn lại.",
        "{failed} of {total} files in {path} are no records and were left out; the tables hold the others.",
    ),
    ErrorKind(
        "E222", None, 4, 404,
        "Không có bản ghi nào trong {path}. Hãy tạo bản ghi trước bằng vnplan convert.",
        "There is no record in {path}. Make records first with vnplan convert.",
    ),
    ErrorKind(
        "E231", None, 5, 503,
        "Không dùng được {engine} ở {address} ({detail}). Hãy kiểm tra cụm máy và --engine-address.",
        "{engine} cannot be used at {address} ({detail}). Check the cluster and --engine-address.",
    ),
    ErrorKind(
        "E232", None, 3, 409,
        "Máy {host} có phiên bản, mô hình, bảng dữ liệu hoặc Tesseract khác với máy này. Hãy cài giống nhau trên mọi máy.",
        "The machine {host} has another version, model, table or Tesseract than this one. Install the same on all machines.",
    ),
    ErrorKind(
        "E233", None, 5, 409,
        "Máy {host} không thấy thư mục {path} của lần chạy này. Hãy chọn thư mục mà mọi máy dùng chung, hoặc s3://….",
        "The machine {host} does not see {path} of this run. Choose a folder that all machines share, or s3://….",
    ),
    ErrorKind(
        "E234", None, 7, 207,
        "{failed} trong {total} phần việc không xong ({detail}). Hãy chạy lại đúng lệnh này để làm tiếp.",
        "{failed} of {total} shards did not end ({detail}). Run the same command again to go on.",
    ),
    ErrorKind(
        "E235", None, 4, 502,
        "Không dùng được {url} ({detail}). Hãy kiểm tra địa chỉ, mạng và thông tin đăng nhập.",
        "{url} cannot be used ({detail}). Check the address, the network and the credentials.",
    ),
)  # fmt: skip


class PlanError(Exception):
    """An error of the table, with its fields filled in.

    Args:
        code: a key of `ERRORS`.
        page: 1-based page that it concerns, if any.
        fields: what the message names (`path`, `detail`, `limit`, …).
    """

    def __init__(self, code: str, *, page: int | None = None, **fields: object) -> None:
        self.kind = ERRORS[code]
        self.page = page
        self.fields: dict[str, Any] = {"page": page, **fields}
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[Any, ...]:  # it may come from another process
        return partial(PlanError, self.kind.code, **self.fields), ()

    def message(self, language: str = "vi") -> str:
        """The message in `language` (`vi` or `en`), without the code."""
        template = self.kind.en if language == "en" else self.kind.vi
        return template.format_map(self.fields)

"""What the command says beside its errors, in Vietnamese and in English.

`TEXTS` has a row for each text: key, Vietnamese, English. The errors have a table of their
own (`errors.ERRORS`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from vnplan_extract.errors import ERRORS

LANGUAGES = ("vi", "en")

TEXTS: dict[str, tuple[str, str]] = {
    # vnplan --help
    "app": (
        "Trích xuất kế hoạch hành chính Việt Nam thành bản ghi JSON có kiểm tra.",
        "Extracts Vietnamese administrative plans into checked JSON records.",
    ),
    "language": (
        "Ngôn ngữ của thông báo: vi hoặc en (hoặc đặt biến môi trường VNPLAN_LANGUAGE).",
        "Language of the messages: vi or en (or set the environment variable VNPLAN_LANGUAGE).",
    ),
    "version": ("In phiên bản.", "Print the version."),
    "help": ("In trợ giúp này.", "Print this help."),
    "extract": (
        "Trích xuất một tài liệu thành một bản ghi JSON.",
        "Extract one document into one JSON record.",
    ),
    "extract.file": (
        "Tài liệu: PDF, ảnh quét, DOC, DOCX, RTF, XLS, XLSX, HTML, MHTML, văn bản thuần, hoặc tệp ZIP.",
        "The document: PDF, scanned image, DOC, DOCX, RTF, XLS, XLSX, HTML, MHTML, plain text, or a ZIP archive.",
    ),
    "member": (
        "Tên tài liệu trong tệp ZIP, khi tệp có nhiều tài liệu.",
        "The name of a document in a ZIP archive, where that holds several.",
    ),
    "extract.output": (
        "Ghi bản ghi vào tệp này thay vì in ra màn hình.",
        "Write the record to this file instead of printing it.",
    ),
    "extract.summary": ("In bản tóm tắt cho người đọc.", "Print a summary for a person."),
    "convert": (
        "Trích xuất nhiều tệp và thư mục (kể cả thư mục con); bản ghi nằm trong OUT/records/.",
        "Extract files and folders (with their subfolders); the records are put into OUT/records/.",
    ),
    "convert.paths": ("Các tệp và thư mục cần chuyển đổi.", "The files and folders to convert."),
    "convert.output": ("Thư mục nhận kết quả.", "The folder that receives the result."),
    "convert.jobs": (
        "Số tài liệu xử lý cùng lúc; mặc định là số lõi máy.",
        "How many documents are processed at a time; as many as the machine has cores by default.",
    ),
    "convert.retry": (
        "Làm lại những tài liệu có trạng thái này (timeout,crashed,quarantined,…).",
        "Convert again what has one of these statuses (timeout,crashed,quarantined,…).",
    ),
    "convert.only": (
        "Chỉ những tài liệu có đường dẫn hoặc tên khớp mẫu này (*.pdf, 2024/*).",
        "Only documents whose path or name fits this pattern (*.pdf, 2024/*).",
    ),
    "convert.limit": ("Nhiều nhất là N tài liệu trong lần chạy này.", "At most N documents in this run."),
    "convert.dry_run": ("Chỉ cho biết sẽ làm gì, không làm.", "Say what would be done, and do nothing."),
    "convert.progress": (
        "Tiến độ: auto (trên màn hình), jsonl (mỗi tài liệu một dòng JSON, cho chương trình khác) hoặc none.",
        "Progress: auto (on a terminal), jsonl (a line of JSON a document, for programs) or none.",
    ),
    "convert.engine": (
        "Chạy bằng gì: embedded (máy này), ray hoặc dask (máy này hoặc một cụm máy).",
        "What it runs on: embedded (this machine), ray or dask (this machine or a cluster).",
    ),
    "convert.address": (
        "Địa chỉ cụm Ray hoặc Dask đang có; nếu không có thì khởi động ngay trên máy này.",
        "The address of a Ray or Dask cluster that there is; without it one is started on this machine.",
    ),
    "convert.shard": (
        "Chỉ làm phần thứ K trong N phần cố định của các tài liệu (cho Slurm: 7/200).",
        "Only the Kth of N fixed shards of the documents (for Slurm: 7/200).",
    ),
    "status": (
        "Cho biết một thư mục kết quả đã làm đến đâu, kể cả khi đang chạy.",
        "Say how far an output folder is done, also while it is worked on.",
    ),
    "status.output": ("Thư mục kết quả của vnplan convert.", "The output folder of vnplan convert."),
    "status.rebuild": ("Lập lại chỉ mục từ sổ ghi.", "Make the index anew from the ledger."),
    "status.json": ("In dạng JSON.", "Print as JSON."),
    "status.running": (
        "Đang chạy: {holder}, từ {begun}, {documents} tài liệu cần làm",
        "Running: {holder}, since {begun}, {documents} documents to do",
    ),
    "status.ended": (
        "Không chạy; lần gần nhất: {holder}, {begun}, {documents} tài liệu cần làm",
        "Not running; the last run: {holder}, {begun}, {documents} documents to do",
    ),
    "status.shards": ("Đang chạy {count} phần: {names}", "Running {count} shards: {names}"),
    "status.documents": (
        "{documents} tài liệu, {pages} trang: {counts}",
        "{documents} documents, {pages} pages: {counts}",
    ),
    "status.attempts": (
        "{attempts} lần thử, {quarantined} tài liệu bị cách ly; lần cuối {last}",
        "{attempts} attempts, {quarantined} documents in quarantine; the last {last}",
    ),
    "status.problems": ("Số tài liệu theo lỗi:", "Documents by problem:"),
    "status.slowest": ("Chậm nhất:", "Slowest:"),
    "report": (
        "Viết báo cáo của một thư mục kết quả: report.md và report.html (vnplan convert tự viết khi xong).",
        "Write the report of an output folder: report.md and report.html (vnplan convert writes it at its end).",
    ),
    "report.folder": ("Thư mục nhận báo cáo; mặc định là OUT.", "The folder that receives the report; OUT by default."),
    "report.at": ("Báo cáo: {path}", "Report: {path}"),
    "report.foreign": ("tệp có sẵn, không phải báo cáo", "a file that is no report is there"),
    "report.title": ("Báo cáo chuyển đổi: {folder}", "Report of the conversion: {folder}"),
    "report.what": ("Mục", "What"),
    "report.value": ("Giá trị", "Value"),
    "report.overview": ("Tổng quan", "Overview"),
    "report.state": ("Tình trạng", "State"),
    "report.running": ("đang chạy, chưa xong", "running, not finished"),
    "report.ended": ("không chạy", "not running"),
    "report.documents": ("Tài liệu", "Documents"),
    "report.document": ("Tài liệu", "Document"),
    "report.extracted": ("Trích xuất được", "Extracted"),
    "report.pages": ("Trang", "Pages"),
    "report.of_them_scanned": ("{pages}, trong đó {scanned} trang quét", "{pages}, {scanned} of them scanned"),
    "report.attempts": ("Lần thử", "Attempts"),
    "report.copies": ("Tệp trùng", "Duplicates"),
    "report.of_groups": ("{copies} (trong {groups} nhóm)", "{copies} (in {groups} groups)"),
    "report.quarantined": ("Bị cách ly", "In quarantine"),
    "report.seconds": ("Thời gian xử lý (cộng các tiến trình)", "Time of work (sum of the processes)"),
    "report.run": ("Lần chạy gần nhất", "The last run"),
    "report.rate": ("Tốc độ", "Rate"),
    "report.per_minute": (
        "{documents} tài liệu, {pages} trang mỗi phút",
        "{documents} documents, {pages} pages a minute",
    ),
    "report.peak": ("Bộ nhớ nhiều nhất", "Most memory"),
    "report.version": ("Phiên bản", "Version"),
    "report.fingerprint": ("Dấu vân tay (số tài liệu)", "Fingerprint (documents)"),
    "report.mixed": (
        "Có tài liệu làm bằng phiên bản, mô hình, bảng hoặc tùy chọn khác; chạy lại lệnh convert sẽ làm mới chúng.",
        "Some documents were made by another version, model, table or option; the same convert command renews them.",
    ),
    "report.formats": ("Trạng thái theo định dạng", "Status by format"),
    "report.formats.picture": (
        "Mỗi định dạng một thanh, chia theo trạng thái của tài liệu.",
        "A bar for each format, divided by the status of its documents.",
    ),
    "report.status.ok": ("đủ (ok)", "ok"),
    "report.status.partial": ("thiếu một phần (partial)", "partial"),
    "report.status.empty": ("không có chữ (empty)", "empty"),
    "report.status.encrypted": ("có mật khẩu (encrypted)", "encrypted"),
    "report.status.unsupported": ("chưa đọc được (unsupported)", "unsupported"),
    "report.status.malformed": ("hỏng (malformed)", "malformed"),
    "report.status.limit_exceeded": ("vượt giới hạn (limit_exceeded)", "limit_exceeded"),
    "report.status.timeout": ("quá thời gian (timeout)", "timeout"),
    "report.status.crashed": ("lỗi chương trình (crashed)", "crashed"),
    "report.troubles": ("Vấn đề và cách xử lý", "Problems and what to do"),
    "report.troubles.picture": (
        "Mỗi mã lỗi một thanh: số tài liệu không trích xuất được, và số tài liệu vẫn trích xuất được một phần.",
        "A bar for each code: documents of which nothing was extracted, and those extracted in part.",
    ),
    "report.code": ("Mã", "Code"),
    "report.failed": ("Không trích xuất được", "Not extracted"),
    "report.advice": ("Ý nghĩa và cách xử lý", "Meaning and what to do"),
    "report.again": (
        "Sửa xong nguyên nhân thì chạy lại cùng lệnh convert: tệp đã thay đổi được làm lại. "
        "Làm lại cả tệp không đổi: thêm --retry và các trạng thái, ví dụ --retry timeout,crashed.",
        "When the cause is mended, run the same convert command: files that have changed are converted again. "
        "For files that have not, add --retry with their statuses, as in --retry timeout,crashed.",
    ),
    "report.examples": ("Tài liệu có vấn đề", "Documents with problems"),
    "report.first": (
        "Mỗi mã nhiều nhất mười tài liệu đầu. Tất cả: vnplan export, bảng problems.",
        "At most the first ten documents of each code. All: vnplan export, table problems.",
    ),
    "report.said": ("Thông báo", "Message"),
    "report.unreadable": ("Không vào được", "Could not be gone into"),
    "report.quarantine": ("Tài liệu bị cách ly", "Documents in quarantine"),
    "report.quarantine.note": (
        "Mỗi tài liệu đã làm hai tiến trình dừng đột ngột và không được thử nữa. Thử lại: --retry quarantined.",
        "Each has ended two processes and is not tried again. To try again: --retry quarantined.",
    ),
    "report.stages": ("Thời gian theo công đoạn", "Time by stage"),
    "report.stages.picture": (
        "Mỗi công đoạn một thanh: thời gian cộng của mọi tài liệu.",
        "A bar for each stage: its time for all documents together.",
    ),
    "report.stage": ("Công đoạn", "Stage"),
    "report.stage.read": ("Đọc", "Reading"),
    "report.stage.normalise": ("Chuẩn hóa", "Normalising"),
    "report.stage.extract": ("Trích xuất", "Extraction"),
    "report.stage.write": ("Ghi", "Writing"),
    "report.stage.other": ("Khác", "Other"),
    "report.time": ("Thời gian", "Time"),
    "report.share": ("Tỷ lệ", "Share"),
    "report.slowest": ("Tài liệu chậm nhất", "Slowest documents"),
    "report.in_seconds": ("Giây", "Seconds"),
    "report.fields": ("Trường tìm thấy", "Fields found"),
    "report.fields.picture": (
        "Mỗi trường một thanh: tỷ lệ tài liệu trích xuất được có trường đó.",
        "A bar for each field: the share of the extracted documents that have it.",
    ),
    "report.fields.note": (
        "Tỷ lệ tính trên số tài liệu trích xuất được. Không phải tài liệu nào cũng có mọi trường.",
        "Shares are of the documents that were extracted. Not every document has every field.",
    ),
    "report.field": ("Trường", "Field"),
    "report.items": ("Số mục", "Items"),
    "report.confidence": ("Độ tin cậy của các mục", "Confidence of the items"),
    "report.confidence.picture": (
        "Mười cột: tỷ lệ các mục có độ tin cậy trong mỗi phần mười, từ 0 đến 1.",
        "Ten columns: the share of the items whose confidence is in each tenth, from 0 to 1.",
    ),
    "report.confidence.note": (
        "Độ tin cậy là xác suất mục đó đúng; mục dưới 0,5 nên được xem lại trước.",
        "The confidence is the probability that an item is right; those below 0.5 are the first to look at.",
    ),
    "report.equal": ("Tệp trùng nhau", "Equal files"),
    "report.equal.note": ("Các tệp có nội dung giống hệt nhau.", "Files of the same content."),
    "report.files": ("Số tệp", "Files"),
    "scan": (
        "Khảo sát trước khi làm: định dạng, số trang, bản quét, bảng mã, tệp hỏng, tệp trùng, thời gian ước tính.",
        "Survey before work: formats, pages, scans, encodings, damaged files, duplicates, estimated time.",
    ),
    "scan.paths": ("Các tệp và thư mục cần khảo sát.", "The files and folders to survey."),
    "scan.format": ("Định dạng", "Format"),
    "scan.documents": ("Tệp", "Files"),
    "scan.pages": ("Trang", "Pages"),
    "scan.scanned": ("Trang quét", "Scanned"),
    "scan.unreadable": ("Không đọc được", "Unreadable"),
    "scan.total": ("Tổng", "Total"),
    "scan.encodings": ("Bảng mã cũ (số tệp): {encodings}", "Legacy encodings (files): {encodings}"),
    "scan.duplicates": (
        "{count} tệp trùng, trong {groups} nhóm; mỗi nhóm chỉ trích xuất một lần.",
        "{count} duplicates, in {groups} groups; of each group one is converted.",
    ),
    "scan.damaged": ("Không đọc được:", "Unreadable:"),
    "scan.time": (
        "Ước tính: khoảng {hours} giờ {minutes} phút với {jobs} lõi.",
        "Estimate: about {hours} h {minutes} min with {jobs} cores.",
    ),
    "surveying": ("Đang khảo sát", "Surveying"),
    "plan.new": ("mới", "new"),
    "plan.changed": ("tệp đã thay đổi", "the file has changed"),
    "plan.stale": ("làm bằng phiên bản hoặc tùy chọn khác", "made by another version or other options"),
    "plan.missing": ("thiếu bản ghi", "without a record"),
    "plan.unfinished": ("dở dang", "unfinished"),
    "plan.retry": ("làm lại theo yêu cầu", "again, as asked"),
    "plan.done": ("đã xong", "done already"),
    "plan.left": ("để lần sau", "left for another run"),
    "progress.pages": ("{pages} trang", "{pages} pages"),
    "progress.of_pages": ("{pages}/≈{total} trang", "{pages}/≈{total} pages"),
    "progress.rate": ("{rate} tệp, {pages} trang/phút", "{rate} files, {pages} pages/min"),
    "progress.slowest": ("lâu nhất: {name} {seconds} giây", "longest: {name} {seconds} s"),
    "progress.left": ("còn {time}", "{time} left"),
    "earlier": ("{count} tệp đã xong từ trước, không làm lại.", "{count} files were done before and left alone."),
    "left": ("{count} tệp để lần sau.", "{count} files are left for another run."),
    "text": (
        "In văn bản đã chuẩn hóa của một tài liệu; tệp văn bản thuần giữ nguyên từng dòng.",
        "Print the normalised text of a document; a plain text file keeps its lines.",
    ),
    "text.tone_placement": (
        "Chỗ đặt dấu thanh: old (hòa, ủy; mặc định) hoặc new (hoà, uỷ).",
        "Where tone marks stand: old (hòa, ủy; the default) or new (hoà, uỷ).",
    ),
    "text.restore": (
        "Khôi phục văn bản bị nhận dạng mất dấu hoặc gõ không dấu: auto (khi cần; mặc định), always, never.",
        "Restore text read or typed without Vietnamese marks: auto (where needed; the default), always, never.",
    ),
    "restore": (
        "Khôi phục văn bản bị nhận dạng mất dấu hoặc gõ không dấu; từ còn ngờ nằm trong ⟨ ⟩.",
        "Restore text read or typed without Vietnamese marks; doubtful words stand in ⟨ ⟩.",
    ),
    "restore.plain": ("Không đánh dấu từ còn ngờ.", "Do not mark doubtful words."),
    "restored": (
        "{words} từ đã xét, {doubtful} từ nên xem lại.",
        "{words} words decided upon, {doubtful} to be looked at.",
    ),
    "text.file": (
        "Tài liệu: PDF, ảnh quét, DOC, DOCX, RTF, XLS, XLSX, HTML, MHTML, văn bản thuần, hoặc tệp ZIP.",
        "The document: PDF, scanned image, DOC, DOCX, RTF, XLS, XLSX, HTML, MHTML, plain text, or a ZIP archive.",
    ),
    "eval": (
        "Chấm điểm các bản ghi theo bản mẫu: độ chính xác, độ phủ và F1 của từng trường.",
        "Score records against gold files: precision, recall and F1 of each field.",
    ),
    "eval.gold": (
        "Thư mục các tệp NAME.gold.json, hoặc một tệp như vậy; hoặc tệp .jsonl[.xz] gồm văn bản có nhãn phần đầu.",
        "A folder of NAME.gold.json files, or one such file; or a .jsonl[.xz] file of texts with header labels.",
    ),
    "eval.records": (
        "Thư mục các bản ghi, hoặc một bản ghi; không cần khi GOLD là tệp .jsonl[.xz].",
        "A folder of records, or one record; none where GOLD is a .jsonl[.xz] file.",
    ),
    "eval.json": ("In kết quả dạng JSON.", "Print the result as JSON."),
    "eval.misses": (
        "In cả từng mục bị sót, thừa hoặc sai.",
        "Print every item missed, extra or wrong as well.",
    ),
    "explain": (
        "Giải thích vì sao một mục có trong bản ghi: quy tắc, chứng cứ, liên kết.",
        "Explain why an item is in a record: its rule, its evidence, its links.",
    ),
    "explain.record_file": (
        "Tệp JSON của một bản ghi, hoặc - để đọc từ đầu vào chuẩn.",
        "The JSON file of a record, or - for standard input.",
    ),
    "explain.item": (
        "Mã của mục (c1, k3) hoặc trường của phần đầu (header.number).",
        "The id of an item (c1, k3), or a field of the header (header.number).",
    ),
    "explain.json": ("In kết quả dạng JSON.", "Print the explanation as JSON."),
    "export": (
        "Xuất các bản ghi mà vnplan convert đã tạo thành bảng: mỗi mục một dòng.",
        "Export the records that vnplan convert made as tables, one row an item.",
    ),
    "export.out": (
        "Thư mục kết quả của vnplan convert (bản ghi ở OUT/records/).",
        "The output folder of vnplan convert (records in OUT/records/).",
    ),
    "export.to": (
        "Dạng của bảng: csv, xlsx (một sổ Excel), parquet, jsonl.",
        "The form of the tables: csv, xlsx (one workbook), parquet, jsonl.",
    ),
    "export.output": (
        "Thư mục nhận các bảng; mặc định là OUT/export/.",
        "The folder that receives the tables; OUT/export/ by default.",
    ),
    "export.headers": (
        "Tiêu đề cột bằng tiếng Việt (vi) hoặc tiếng Anh (en); mặc định là tên cột.",
        "Headings in Vietnamese (vi) or English (en); the names of the columns by default.",
    ),
    "export.delimiter": (
        "Dấu ngăn ô của CSV: , (mặc định) hoặc ; (số dùng dấu phẩy thập phân, cho Excel đặt vùng Việt Nam).",
        "What stands between cells of CSV: , (the default) or ; (with decimal commas, for Excel set to Vietnam).",
    ),
    "export.no_bom": (
        "Không đặt dấu nhận biết UTF-8 (BOM) ở đầu tệp CSV; Excel cần dấu này.",
        "Begin CSV files without the mark of UTF-8 (BOM), which Excel needs.",
    ),
    "export.reading": ("Đang đọc bản ghi", "Reading records"),
    "exported": ("{records} bản ghi: {counts}", "{records} records: {counts}"),
    "exported.at": ("Bảng: {path}", "Tables: {path}"),
    "exported.cut": (
        "{count} ô dài quá 32.767 ký tự đã bị cắt; CSV, Parquet và JSONL giữ đủ.",
        "{count} cells of more than 32,767 letters were cut; CSV, Parquet and JSONL keep them whole.",
    ),
    "schema": ("In JSON Schema của bản ghi.", "Print the JSON Schema of the record."),
    "doctor": (
        "Kiểm tra những gì đã cài, còn thiếu gì và phải gõ gì.",
        "Check what is installed, what is missing, and what to type.",
    ),
    # vnplan convert
    "no_ocr": (
        "Không nhận dạng chữ trên ảnh: nhanh hơn, nhưng trang quét bị bỏ qua (hoặc đặt VNPLAN_OCR=off).",
        "Do not read page images: quicker, but scanned pages are left out (or set VNPLAN_OCR=off).",
    ),
    "reading": ("Đang đọc trang", "Reading pages"),
    "converting": ("Đang trích xuất", "Extracting"),
    "converted": (
        "{total} tệp trong {seconds} giây: {counts}",
        "{total} files in {seconds} s: {counts}",
    ),
    "slowest": ("Chậm nhất: {path} ({seconds} giây)", "Slowest: {path} ({seconds} s)"),
    "failures": ("Không trích xuất được:", "Not extracted:"),
    "records_at": ("Bản ghi: {path}", "Records: {path}"),
    # vnplan extract --summary
    "summary.status": ("Trạng thái", "Status"),
    "summary.doc_type": ("Loại văn bản", "Type"),
    "summary.number": ("Số, ký hiệu", "Number"),
    "summary.issuer": ("Cơ quan ban hành", "Issuer"),
    "summary.place": ("Địa danh", "Place"),
    "summary.issued_on": ("Ngày ban hành", "Issued on"),
    "summary.title": ("Trích yếu", "Title"),
    "summary.promulgated_by": ("Ban hành kèm theo", "Promulgated by"),
    "summary.period": ("Thời kỳ", "Period"),
    "summary.signer": ("Người ký", "Signer"),
    "summary.recipients": ("Nơi nhận", "Recipients"),
    "summary.citations": ("Căn cứ, văn bản dẫn chiếu", "Citations"),
    "summary.agencies": ("Cơ quan, tổ chức", "Agencies"),
    "summary.deadlines": ("Thời hạn", "Deadlines"),
    "summary.targets": ("Chỉ tiêu", "Targets"),
    "summary.budget": ("Kinh phí", "Budget"),
    "summary.tables": ("Bảng kinh phí", "Tables of money"),
    "summary.tasks": ("Nhiệm vụ", "Tasks"),
    "summary.findings": ("Cần xem lại", "To be checked"),
    "summary.more": ("… và {count} mục nữa", "… and {count} more"),
    "summary.cells": ("{count} ô", "{count} cells"),
    "summary.lead": ("chủ trì", "lead"),
    "summary.coordinating": ("phối hợp", "with"),
    "summary.by": ("đến", "by"),
    "summary.vnd": ("đồng", "VND"),
    # vnplan explain
    "explain.value": ("Giá trị", "Value"),
    "explain.rule": ("Tìm thấy bởi", "Found by"),
    "explain.evidence": ("Chứng cứ", "Evidence"),
    "explain.rows": ("Dòng trong bảng dữ liệu", "Rows of the tables"),
    "explain.alternatives": ("Dạng khác trong văn bản", "Other forms in the document"),
    "explain.links": ("Liên kết", "Links"),
    "explain.findings": ("Điều cần xem lại", "Findings about it"),
    "explain.none": ("Văn bản không nêu.", "The document does not say."),
    "explain.untold": ("không có trong bảng quy tắc", "not in the table of rules"),
    "explain.source": ("Theo", "After"),
    "explain.confidence": ("Độ tin cậy", "Confidence"),
    "explain.where": (
        "Trang {page}, ký tự {start}–{end}, {origin}",
        "Page {page}, characters {start}–{end}, {origin}",
    ),
    "explain.origin.text": ("văn bản", "text"),
    "explain.origin.text_layer": ("lớp chữ của PDF", "text layer of the PDF"),
    "explain.origin.ocr": ("nhận dạng từ ảnh", "read from the image"),
    "explain.raw": ("Bản gốc ghi", "The source has"),
    "explain.box": ("Khung trên trang", "Box on the page"),
    "explain.field.header": ("Phần đầu văn bản", "Header"),
    "explain.field.citations": ("Văn bản dẫn chiếu", "Citation"),
    "explain.field.agencies": ("Cơ quan, tổ chức", "Agency"),
    "explain.field.deadlines": ("Thời hạn", "Deadline"),
    "explain.field.targets": ("Chỉ tiêu", "Target"),
    "explain.field.budget": ("Kinh phí", "Budget item"),
    "explain.field.tables": ("Bảng kinh phí", "Table of money"),
    "explain.field.tasks": ("Nhiệm vụ", "Task"),
    "explain.field.findings": ("Điều cần xem lại", "Finding"),
    "explain.of.type": ("loại", "type"),
    "explain.of.number": ("số, ký hiệu", "number"),
    "explain.of.name": ("tên", "name"),
    "explain.of.issuer": ("cơ quan ban hành", "issuer"),
    "explain.of.date": ("ngày", "date"),
    "explain.of.pinpoints": ("điều, khoản", "pinpoints"),
    "explain.of.kind": ("dạng", "kind"),
    "explain.of.agency_id": ("mã cơ quan", "agency_id"),
    "explain.of.start": ("bắt đầu", "start"),
    "explain.of.end": ("kết thúc", "end"),
    "explain.of.recurrence": ("lặp lại", "recurrence"),
    "explain.of.value": ("giá trị", "value"),
    "explain.of.value_max": ("giá trị lớn nhất", "greatest value"),
    "explain.of.unit": ("đơn vị", "unit"),
    "explain.of.comparator": ("so sánh", "comparator"),
    "explain.of.change": ("tăng, giảm", "change"),
    "explain.of.baseline": ("so với", "baseline"),
    "explain.of.subject": ("đối tượng", "subject"),
    "explain.of.by": ("đến", "by"),
    "explain.of.task": ("nhiệm vụ", "task"),
    "explain.of.amount_vnd": ("số tiền (đồng)", "amount (VND)"),
    "explain.of.per": ("tính theo", "per"),
    "explain.of.source": ("nguồn", "source"),
    "explain.of.role": ("vai trò", "role"),
    "explain.of.purpose": ("mục đích", "purpose"),
    "explain.of.unit_vnd": ("đơn vị tính (đồng)", "unit (VND)"),
    "explain.of.cells": ("các ô", "cells"),
    "explain.of.section": ("mục", "section"),
    "explain.of.title": ("nội dung", "title"),
    "explain.of.lead": ("chủ trì", "lead"),
    "explain.of.coordinating": ("phối hợp", "coordinating"),
    "explain.of.product": ("sản phẩm", "product"),
    "explain.of.agencies": ("cơ quan", "agencies"),
    "explain.of.deadline": ("thời hạn", "deadline"),
    "explain.of.budget": ("kinh phí", "budget"),
    "explain.of.note": ("ghi chú", "note"),
    "explain.of.evidence": ("nói về", "about"),
    "explain.of.position": ("chức vụ", "position"),
    "explain.of.authority": ("quyền hạn", "authority"),
    "explain.of.doc_type": ("loại văn bản", "type of document"),
    "explain.of.place": ("địa danh", "place"),
    # vnplan doctor
    "doctor.ok": ("Đủ những gì cần để chạy.", "Everything needed is here."),
    "doctor.required": ("bắt buộc", "required"),
    "doctor.optional": ("nên có", "recommended"),
    "doctor.missing": ("thiếu", "missing"),
    "doctor.type": ("Hãy gõ", "Type"),
    "doctor.tesseract": ("Tesseract (nhận dạng chữ của bản quét)", "Tesseract (reads scanned pages)"),
    "doctor.vietnamese": ("dữ liệu tiếng Việt của Tesseract", "Vietnamese data of Tesseract"),
    "doctor.font": ("phông chữ có đủ chữ tiếng Việt", "a font with all Vietnamese letters"),
}


def say(key: str, language: str, **fields: object) -> str:
    """The text `key` of the table in `language`, with its fields filled in."""
    vi, en = TEXTS[key]
    template = en if language == "en" else vi
    return template.format_map(fields) if fields else template


@lru_cache(maxsize=64)
def _pattern(code: str, language: str) -> re.Pattern[str]:
    template = getattr(ERRORS[code], language)
    parts = re.split(r"\{(\w+)\}", template)
    seen: set[str] = set()
    pattern = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part)
        elif part in seen:
            pattern += f"(?P={part})"
        else:
            seen.add(part)
            pattern += f"(?P<{part}>.*?)"
    return re.compile(pattern, re.DOTALL)


def in_language(code: str, message: str, language: str) -> str:
    """A message of the error table, as it stands in a record, said in `language`.

    A record keeps its messages in one language, so that it is the same for everyone; this says
    them to a reader of the other. A message that does not come from the table stays as it is.

    Example:
        >>> in_language("E108", "Page 3 holds no text that can be read (a scanned image): it needs OCR.", "vi")
        'Trang 3 không có chữ đọc được (ảnh quét): cần nhận dạng chữ.'
    """
    if code not in ERRORS:
        return message
    for known in LANGUAGES:
        if found := _pattern(code, known).fullmatch(message):
            fields: dict[str, str] = found.groupdict()
            template: str = getattr(ERRORS[code], language)
            try:
                return template.format_map(fields)
            except KeyError:
                return message
    return message

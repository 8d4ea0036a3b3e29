"""What plans are about: phrases of our own, grouped by topic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """The phrases from which a plan on one topic is composed."""

    key: str
    subject: str
    """`công tác …`, as in a title after `Thực hiện`."""
    programme: str
    """Name of the national programme, without its period."""
    role: str
    """Which body leads, a key of the table of departments."""
    helpers: tuple[str, ...]
    """Roles of the bodies that take part."""
    laws: tuple[tuple[str, int], ...]
    """Laws by name, with the year from which each may be cited."""
    purposes: tuple[str, ...]
    requirements: tuple[str, ...]
    shares: tuple[str, ...]
    """Read after `90%`."""
    rates: tuple[str, ...]
    """Read before `đạt 90%`; to be raised."""
    falling: tuple[str, ...]
    """Rates to be lowered."""
    changes: tuple[tuple[str, str], ...]
    """(what, `increase` or `decrease`)."""
    counts: tuple[tuple[str, str, str, int, int], ...]
    """(verb, unit, rest, least, most)."""
    tasks: tuple[tuple[str, tuple[str, ...]], ...]
    """(heading, sentences of its content)."""
    costs: tuple[str, ...]
    statistic: tuple[str, str, str]
    """(unit, the part, the whole) for a sentence with a share."""
    trend: tuple[str, str]
    """(unit, what) for a sentence with a change between two years."""


TOPICS: tuple[Topic, ...] = (
    Topic(
        "tre-em",
        "công tác bảo vệ, chăm sóc trẻ em",
        "Chương trình hành động vì trẻ em",
        "labour",
        ("education", "health", "culture", "police"),
        (("Luật Trẻ em", 2017), ("Luật Phòng, chống bạo lực gia đình", 2008)),
        (
            "Tạo môi trường sống an toàn, lành mạnh để mọi trẻ em được chăm sóc, giáo dục và phát triển toàn diện.",
            "Huy động gia đình, nhà trường và cộng đồng cùng tham gia phòng ngừa các nguy cơ gây tổn hại cho trẻ em.",
        ),
        (
            "Các hoạt động phải lấy lợi ích tốt nhất của trẻ em làm trọng, phù hợp với điều kiện của từng địa bàn.",
            "Phân công rõ người, rõ việc; không chồng chéo với các chương trình đang triển khai.",
        ),
        (
            "trẻ em có hoàn cảnh đặc biệt được trợ giúp kịp thời",
            "trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế miễn phí",
            "trường tiểu học có phòng tư vấn tâm lý cho học sinh",
            "trẻ em từ 6 đến 15 tuổi được học bơi an toàn",
        ),
        ("Tỷ lệ trẻ em đi học mẫu giáo đúng độ tuổi", "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ"),
        ("tỷ lệ trẻ em suy dinh dưỡng thể thấp còi", "tỷ lệ trẻ em bỏ học cấp trung học cơ sở"),
        (
            ("số trẻ em bị tai nạn, thương tích", "decrease"),
            ("số câu lạc bộ quyền trẻ em hoạt động thường xuyên", "increase"),
        ),
        (
            ("Tổ chức", "lớp", "tập huấn kỹ năng làm việc với trẻ em cho cộng tác viên ở cơ sở", 2, 14),
            ("Xây dựng", "mô hình", "ngôi nhà an toàn phòng, chống tai nạn thương tích trẻ em", 1, 9),
            ("Trao", "suất học bổng", "cho học sinh nghèo vượt khó", 40, 600),
        ),
        (
            (
                "Truyền thông, giáo dục về quyền trẻ em",
                (
                    "Biên soạn tài liệu, làm phóng sự phát trên sóng truyền thanh và mạng xã hội về kỹ năng bảo vệ "
                    "trẻ em.",
                    "Nói chuyện chuyên đề trong giờ sinh hoạt dưới cờ và tại các buổi họp phụ huynh.",
                ),
            ),
            (
                "Phòng, chống đuối nước và tai nạn thương tích trẻ em",
                (
                    "Rà soát ao, hồ, hố công trình có nguy cơ gây đuối nước; cắm biển cảnh báo và làm rào chắn.",
                    "Mở lớp dạy bơi trong dịp hè, ưu tiên trẻ em vùng sông nước.",
                ),
            ),
            (
                "Nâng cao năng lực đội ngũ làm công tác trẻ em",
                ("Bồi dưỡng nghiệp vụ quản lý trường hợp, kỹ năng tham vấn cho cán bộ và cộng tác viên.",),
            ),
            (
                "Trợ giúp trẻ em có hoàn cảnh đặc biệt",
                (
                    "Lập hồ sơ quản lý từng trường hợp, kết nối với các cơ sở cung cấp dịch vụ để can thiệp sớm.",
                    "Vận động các nhà hảo tâm nhận đỡ đầu trẻ em mồ côi.",
                ),
            ),
        ),
        (
            "tuyên truyền, in ấn tài liệu về quyền trẻ em",
            "dạy bơi và phòng, chống đuối nước",
            "tập huấn cộng tác viên bảo vệ trẻ em",
            "hỗ trợ trẻ em mồ côi, trẻ em khuyết tật",
        ),
        ("trẻ em", "trẻ em có hoàn cảnh đặc biệt", "trẻ em trên địa bàn"),
        ("trẻ em", "số trẻ em được hỗ trợ học nghề"),
    ),
    Topic(
        "chuyen-doi-so",
        "chuyển đổi số trong hoạt động của cơ quan nhà nước",
        "Chương trình chuyển đổi số",
        "ict",
        ("home", "finance", "police", "education"),
        (("Luật Giao dịch điện tử", 2008), ("Luật An ninh mạng", 2019), ("Luật Công nghệ thông tin", 2008)),
        (
            "Đổi mới phương thức chỉ đạo, điều hành dựa trên dữ liệu; phục vụ người dân và doanh nghiệp tốt hơn.",
            "Cụ thể hóa các nhiệm vụ chuyển đổi số thành công việc có sản phẩm, có thời hạn và có người chịu trách "
            "nhiệm.",
        ),
        (
            "Bảo đảm kết nối, dùng chung dữ liệu; không đầu tư trùng lặp, lãng phí.",
            "Gắn chuyển đổi số với cải cách thủ tục hành chính và bảo đảm an toàn thông tin.",
        ),
        (
            "hồ sơ công việc được xử lý trên môi trường mạng",
            "thủ tục hành chính đủ điều kiện được cung cấp dịch vụ công trực tuyến toàn trình",
            "hệ thống thông tin được phê duyệt cấp độ an toàn",
            "báo cáo định kỳ được gửi qua hệ thống thông tin báo cáo",
        ),
        (
            "Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến",
            "Tỷ lệ người dân trưởng thành có tài khoản định danh điện tử",
        ),
        ("tỷ lệ máy tính nhiễm mã độc", "tỷ lệ hồ sơ trả lại do thiếu thành phần"),
        (
            ("thời gian giải quyết hồ sơ đất đai", "decrease"),
            ("số giao dịch thanh toán trực tuyến phí, lệ phí", "increase"),
        ),
        (
            ("Mở", "khóa", "bồi dưỡng kỹ năng số cho cán bộ, công chức", 2, 12),
            ("Lắp đặt", "điểm", "truy cập mạng không dây miễn phí tại nhà văn hóa", 10, 120),
            ("Thành lập", "tổ", "công nghệ số cộng đồng ở thôn, khu phố", 20, 300),
        ),
        (
            (
                "Hoàn thiện hạ tầng số",
                (
                    "Nâng cấp trung tâm dữ liệu, thay thế thiết bị mạng đã hết khấu hao ở các đơn vị.",
                    "Mở rộng đường truyền số liệu chuyên dùng tới bộ phận một cửa cấp xã.",
                ),
            ),
            (
                "Xây dựng kho dữ liệu dùng chung",
                (
                    "Chuẩn hóa danh mục dữ liệu, số hóa hồ sơ lưu trữ còn hiệu lực và công bố dữ liệu mở.",
                    "Kết nối phần mềm chuyên ngành với nền tảng chia sẻ dữ liệu.",
                ),
            ),
            (
                "Bảo đảm an toàn thông tin mạng",
                ("Giám sát, cảnh báo sớm nguy cơ tấn công mạng; diễn tập ứng cứu sự cố theo kịch bản thực tế.",),
            ),
            (
                "Phổ cập kỹ năng số cho người dân",
                (
                    "Hướng dẫn người dân cài đặt ứng dụng, nộp hồ sơ và thanh toán không dùng tiền mặt.",
                    "Đưa nội dung an toàn trên không gian mạng vào sinh hoạt của các chi hội.",
                ),
            ),
        ),
        (
            "nâng cấp trung tâm dữ liệu",
            "số hóa hồ sơ, tài liệu lưu trữ",
            "bồi dưỡng kỹ năng số cho cán bộ, công chức",
            "thuê dịch vụ giám sát an toàn thông tin",
        ),
        ("hồ sơ", "hồ sơ nộp trực tuyến", "hồ sơ tiếp nhận trong năm"),
        ("lượt", "số lượt truy cập cổng dịch vụ công"),
    ),
    Topic(
        "cai-cach-hanh-chinh",
        "công tác cải cách hành chính",
        "Chương trình tổng thể cải cách hành chính nhà nước",
        "home",
        ("justice", "ict", "finance", "education"),
        (("Luật Tổ chức chính quyền địa phương", 2016), ("Luật Cán bộ, công chức", 2010)),
        (
            "Xây dựng nền hành chính phục vụ, kỷ cương, hiện đại, lấy sự hài lòng của người dân làm thước đo.",
            "Khắc phục những hạn chế đã được chỉ ra qua kết quả chấm điểm chỉ số cải cách hành chính.",
        ),
        (
            "Xác định cải cách hành chính là nhiệm vụ thường xuyên của người đứng đầu mỗi đơn vị.",
            "Kết quả thực hiện là căn cứ đánh giá, xếp loại cuối năm.",
        ),
        (
            "thủ tục hành chính được công khai đầy đủ, đúng quy định",
            "công chức bộ phận một cửa được bồi dưỡng kỹ năng giao tiếp",
            "văn bản quy phạm pháp luật được rà soát theo chuyên đề",
            "cơ quan hành chính hoàn thành việc xác định vị trí việc làm",
        ),
        (
            "Mức độ hài lòng của người dân đối với dịch vụ hành chính công",
            "Tỷ lệ hồ sơ giải quyết đúng và trước hạn",
        ),
        ("tỷ lệ hồ sơ trễ hạn", "tỷ lệ văn bản ban hành sai thể thức"),
        (
            ("chi phí tuân thủ thủ tục hành chính", "decrease"),
            ("số thủ tục được thực hiện không phụ thuộc địa giới hành chính", "increase"),
        ),
        (
            ("Tổ chức", "cuộc", "kiểm tra công vụ đột xuất tại các đơn vị", 3, 15),
            ("Mở", "lớp", "bồi dưỡng nghiệp vụ tiếp nhận và trả kết quả", 2, 8),
            ("Thí điểm", "mô hình", "bộ phận một cửa thân thiện", 1, 7),
        ),
        (
            (
                "Cải cách thể chế",
                (
                    "Nâng cao chất lượng soạn thảo, thẩm định văn bản; kịp thời bãi bỏ quy định không còn phù hợp.",
                    "Theo dõi tình hình thi hành pháp luật trong lĩnh vực được phân công.",
                ),
            ),
            (
                "Cải cách thủ tục hành chính",
                (
                    "Rà soát, cắt giảm giấy tờ trùng lặp; thống nhất quy trình nội bộ giải quyết thủ tục.",
                    "Niêm yết đường dây nóng và xử lý phản ánh của người dân trong thời hạn quy định.",
                ),
            ),
            (
                "Xây dựng đội ngũ cán bộ, công chức",
                ("Luân chuyển, sắp xếp vị trí việc làm; siết chặt kỷ luật, kỷ cương trong thi hành công vụ.",),
            ),
            (
                "Hiện đại hóa nền hành chính",
                ("Duy trì phòng họp không giấy tờ và áp dụng chữ ký số cá nhân trong xử lý văn bản.",),
            ),
        ),
        (
            "kiểm tra, đánh giá công tác cải cách hành chính",
            "khảo sát mức độ hài lòng của người dân",
            "trang bị thiết bị cho bộ phận một cửa",
            "bồi dưỡng nghiệp vụ cho công chức",
        ),
        ("hồ sơ", "hồ sơ giải quyết trước hạn", "hồ sơ đã giải quyết"),
        ("thủ tục", "số thủ tục hành chính được cắt giảm thời gian"),
    ),
    Topic(
        "phong-chong-thien-tai",
        "công tác phòng, chống thiên tai và tìm kiếm cứu nạn",
        "Chương trình nâng cao năng lực ứng phó thiên tai",
        "agri",
        ("army", "police", "finance", "health"),
        (("Luật Phòng, chống thiên tai", 2014), ("Luật Đê điều", 2008), ("Luật Phòng thủ dân sự", 2024)),
        (
            "Chủ động phòng ngừa, ứng phó kịp thời và khắc phục nhanh hậu quả, hạn chế thấp nhất thiệt hại.",
            "Nâng cao năng lực xử lý tình huống, kỹ năng tự bảo vệ của người dân vùng xung yếu.",
        ),
        (
            "Quán triệt phương châm bốn tại chỗ; thông tin, báo cáo nhanh và chính xác.",
            "Phương án ứng phó phải sát với địa hình, dân cư của từng khu vực.",
        ),
        (
            "hộ dân vùng nguy cơ sạt lở được phổ biến kỹ năng ứng phó",
            "hồ chứa nước có quy trình vận hành được phê duyệt",
            "tàu cá khai thác xa bờ lắp thiết bị thông tin liên lạc",
            "thành viên đội xung kích được tập huấn, trang bị",
        ),
        (
            "Tỷ lệ dân số vùng thường xuyên bị thiên tai tiếp cận thông tin cảnh báo",
            "Tỷ lệ công trình đê, kè được kiểm tra trước lũ",
        ),
        ("tỷ lệ hộ dân sống trong vùng sạt lở nguy hiểm", "tỷ lệ công trình thủy lợi hư hỏng chưa khắc phục"),
        (
            ("số người chết, mất tích do bão, lũ", "decrease"),
            ("số hộ được di dời đến khu tái định cư an toàn", "increase"),
        ),
        (
            ("Tổ chức", "cuộc", "diễn tập ứng phó bão mạnh và tìm kiếm cứu nạn", 1, 6),
            ("Tu sửa", "km", "kè xung yếu", 2, 18),
            ("Lắp đặt", "trạm", "đo mưa tự động", 3, 25),
        ),
        (
            (
                "Kiện toàn bộ máy, xây dựng lực lượng xung kích",
                (
                    "Phân công thành viên phụ trách địa bàn; lập danh sách lực lượng, phương tiện sẵn sàng huy động.",
                    "Huấn luyện kỹ năng cứu hộ, sơ cấp cứu cho đội xung kích.",
                ),
            ),
            (
                "Kiểm tra, tu bổ công trình phòng, chống thiên tai",
                (
                    "Đánh giá hiện trạng hồ đập, đê kè; lập phương án bảo vệ trọng điểm xung yếu.",
                    "Khơi thông dòng chảy, giải tỏa vật cản trên các trục tiêu chính.",
                ),
            ),
            (
                "Thông tin, cảnh báo sớm",
                ("Duy trì trực ban, truyền tin cảnh báo đến từng thôn bằng loa truyền thanh và tin nhắn.",),
            ),
            (
                "Dự trữ vật tư, phương tiện",
                ("Mua sắm áo phao, nhà bạt, máy phát điện và ký hợp đồng nguyên tắc cung ứng nhu yếu phẩm.",),
            ),
        ),
        (
            "tu bổ công trình đê, kè xung yếu",
            "mua sắm vật tư, trang thiết bị cứu hộ",
            "diễn tập, tập huấn lực lượng xung kích",
            "lắp đặt trạm đo mưa và loa cảnh báo",
        ),
        ("hộ", "hộ nằm trong vùng nguy cơ sạt lở", "hộ dân toàn địa bàn"),
        ("hộ", "số hộ phải sơ tán khẩn cấp"),
    ),
    Topic(
        "nguoi-cao-tuoi",
        "chăm sóc sức khỏe người cao tuổi",
        "Chương trình chăm sóc sức khỏe người cao tuổi",
        "health",
        ("labour", "finance", "culture", "elders"),
        (("Luật Người cao tuổi", 2010), ("Luật Bảo hiểm y tế", 2009)),
        (
            "Nâng cao chất lượng cuộc sống, bảo đảm người cao tuổi được khám, chữa bệnh và sống vui, sống khỏe.",
            "Củng cố mạng lưới chăm sóc sức khỏe tại nhà và tại cộng đồng.",
        ),
        (
            "Lồng ghép với các chương trình y tế, dân số đang thực hiện trên địa bàn.",
            "Ưu tiên người cao tuổi neo đơn, khuyết tật, vùng khó khăn.",
        ),
        (
            "người cao tuổi được lập hồ sơ theo dõi sức khỏe",
            "người cao tuổi có thẻ bảo hiểm y tế",
            "trạm y tế có nhân viên được đào tạo về lão khoa",
            "bệnh viện đa khoa tổ chức buồng khám riêng cho người cao tuổi",
        ),
        (
            "Tỷ lệ người cao tuổi được khám sức khỏe định kỳ",
            "Tỷ lệ người cao tuổi tự phục vụ được trong sinh hoạt",
        ),
        ("tỷ lệ người cao tuổi không được quản lý bệnh mạn tính", "tỷ lệ người cao tuổi sống trong nhà tạm"),
        (
            ("số câu lạc bộ liên thế hệ tự giúp nhau", "increase"),
            ("số ca biến chứng do tăng huyết áp ở người cao tuổi", "decrease"),
        ),
        (
            ("Tổ chức", "đợt", "khám sàng lọc bệnh về mắt cho người cao tuổi", 2, 10),
            ("Thành lập", "câu lạc bộ", "dưỡng sinh ở khu dân cư", 5, 60),
            ("Đào tạo", "tình nguyện viên", "chăm sóc người cao tuổi tại nhà", 50, 400),
        ),
        (
            (
                "Truyền thông, vận động xã hội",
                (
                    "Tuyên truyền về già hóa dân số và lối sống lành mạnh cho người cao tuổi và gia đình.",
                    "Biểu dương tấm gương con cháu hiếu thảo trong Tháng hành động vì người cao tuổi.",
                ),
            ),
            (
                "Củng cố cơ sở cung cấp dịch vụ",
                (
                    "Bổ sung trang thiết bị phục hồi chức năng; bố trí lối đi, giường bệnh phù hợp.",
                    "Cử nhân viên y tế đi đào tạo chuyên khoa lão khoa.",
                ),
            ),
            (
                "Khám, quản lý bệnh mạn tính tại cộng đồng",
                ("Khám sàng lọc, tư vấn dinh dưỡng và cấp thuốc theo dõi tại nhà cho người không đi lại được.",),
            ),
            (
                "Phát triển câu lạc bộ, mô hình chăm sóc",
                ("Nhân rộng tổ tình nguyện viên chăm sóc người cao tuổi neo đơn ở thôn, tổ dân phố.",),
            ),
        ),
        (
            "khám sức khỏe định kỳ cho người cao tuổi",
            "mua trang thiết bị phục hồi chức năng",
            "đào tạo, tập huấn tình nguyện viên",
            "truyền thông về chăm sóc sức khỏe người cao tuổi",
        ),
        ("người", "người cao tuổi", "người dân"),
        ("người", "số người cao tuổi được khám sức khỏe"),
    ),
    Topic(
        "nong-thon-moi",
        "xây dựng nông thôn mới",
        "Chương trình mục tiêu quốc gia xây dựng nông thôn mới",
        "agri",
        ("finance", "transport", "culture", "farmers"),
        (("Luật Hợp tác xã", 2008), ("Luật Đất đai", 2008)),
        (
            "Nâng cao đời sống vật chất và tinh thần của người dân nông thôn; giữ gìn bản sắc làng quê.",
            "Phát huy vai trò chủ thể của người dân trong lựa chọn, đóng góp và giám sát công trình.",
        ),
        (
            "Không chạy theo thành tích, không để phát sinh nợ đọng xây dựng cơ bản.",
            "Kết quả phải thực chất, bền vững và được người dân đồng thuận.",
        ),
        (
            "đường trục thôn được cứng hóa, có điện chiếu sáng",
            "hộ dân nông thôn sử dụng nước sạch theo quy chuẩn",
            "thôn có nhà văn hóa đạt chuẩn",
            "chất thải rắn sinh hoạt được thu gom, xử lý đúng quy định",
        ),
        ("Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ", "Tỷ lệ dân số tham gia bảo hiểm y tế"),
        ("tỷ lệ hộ nghèo đa chiều khu vực nông thôn", "tỷ lệ nhà tạm, nhà dột nát"),
        (
            ("thu nhập bình quân đầu người khu vực nông thôn", "increase"),
            ("diện tích đất sản xuất bị bỏ hoang", "decrease"),
        ),
        (
            ("Công nhận thêm", "sản phẩm", "OCOP đạt từ 3 sao trở lên", 3, 40),
            ("Bê tông hóa", "km", "đường trục chính nội đồng", 8, 95),
            ("Xây dựng mới", "nhà văn hóa", "thôn, khu dân cư", 2, 20),
        ),
        (
            (
                "Hoàn thiện hạ tầng nông thôn",
                (
                    "Ưu tiên vốn cho đường giao thông, trường học, trạm cấp nước ở những nơi còn thiếu.",
                    "Vận động người dân hiến đất, góp ngày công chỉnh trang ngõ xóm.",
                ),
            ),
            (
                "Phát triển kinh tế nông thôn",
                (
                    "Liên kết sản xuất theo chuỗi giá trị; hỗ trợ hợp tác xã xây dựng nhãn hiệu.",
                    "Chuyển đổi cây trồng trên đất kém hiệu quả, áp dụng tưới tiết kiệm.",
                ),
            ),
            (
                "Bảo vệ cảnh quan, môi trường nông thôn",
                ("Phân loại rác tại hộ gia đình, trồng hàng cây, tuyến hoa thay cho cỏ dại ven đường.",),
            ),
            (
                "Nâng cao chất lượng đời sống văn hóa",
                ("Duy trì hương ước, câu lạc bộ văn nghệ và phong trào thể dục thể thao ở cơ sở.",),
            ),
        ),
        (
            "làm đường giao thông nội đồng",
            "hỗ trợ phát triển sản xuất theo chuỗi",
            "xây dựng nhà văn hóa thôn",
            "thu gom, xử lý rác thải nông thôn",
        ),
        ("hộ", "hộ nghèo", "hộ dân toàn địa bàn"),
        ("tiêu chí", "số tiêu chí đạt chuẩn của các xã"),
    ),
    Topic(
        "dao-tao-nghe",
        "đào tạo nghề cho lao động nông thôn",
        "Chương trình hỗ trợ đào tạo nghề và việc làm",
        "labour",
        ("agri", "finance", "women", "farmers"),
        (("Luật Giáo dục nghề nghiệp", 2015), ("Luật Việc làm", 2015), ("Luật Dạy nghề", 2008)),
        (
            "Trang bị nghề nghiệp cho lao động nông thôn, gắn học nghề với việc làm và tăng thu nhập.",
            "Chuyển dịch cơ cấu lao động phù hợp với định hướng phát triển của địa phương.",
        ),
        (
            "Chỉ mở lớp khi đã xác định được nơi làm việc hoặc phương án tự tạo việc làm sau học nghề.",
            "Chương trình học ngắn gọn, thực hành là chính, đúng mùa vụ.",
        ),
        (
            "học viên tốt nghiệp có việc làm phù hợp với nghề được đào tạo",
            "lao động thuộc hộ nghèo có nhu cầu được hỗ trợ học nghề",
            "giáo viên dạy nghề được bồi dưỡng kỹ năng nghề",
            "lớp học được kiểm tra, giám sát ít nhất một lần",
        ),
        ("Tỷ lệ lao động qua đào tạo", "Tỷ lệ lao động nữ tham gia học nghề"),
        ("tỷ lệ thất nghiệp khu vực thành thị", "tỷ lệ học viên bỏ học giữa chừng"),
        (
            ("số lao động đi làm việc ở nước ngoài theo hợp đồng", "increase"),
            ("số lao động thiếu việc làm thời vụ", "decrease"),
        ),
        (
            ("Đào tạo nghề cho", "lao động", "nông thôn, trong đó ưu tiên người khuyết tật", 300, 4500),
            ("Mở", "lớp", "dạy nghề phi nông nghiệp", 8, 70),
            ("Tổ chức", "phiên", "giao dịch việc làm lưu động", 4, 24),
        ),
        (
            (
                "Khảo sát nhu cầu học nghề",
                (
                    "Điều tra nhu cầu của người lao động và nhu cầu tuyển dụng của doanh nghiệp theo từng cụm xã.",
                    "Cập nhật dữ liệu cung cầu lao động lên phần mềm quản lý.",
                ),
            ),
            (
                "Tuyển sinh, tổ chức lớp học",
                (
                    "Công khai danh mục nghề, mức hỗ trợ; xét chọn học viên đúng đối tượng.",
                    "Đặt lớp tại nhà văn hóa thôn hoặc tại xưởng của doanh nghiệp để thuận tiện đi lại.",
                ),
            ),
            (
                "Nâng cao năng lực cơ sở dạy nghề",
                ("Bổ sung thiết bị thực hành, mời nghệ nhân, kỹ thuật viên giỏi tham gia giảng dạy.",),
            ),
            (
                "Giới thiệu việc làm sau đào tạo",
                ("Ký thỏa thuận tuyển dụng với doanh nghiệp, hỗ trợ vay vốn để học viên lập tổ hợp tác.",),
            ),
        ),
        (
            "hỗ trợ học phí, tiền ăn cho học viên",
            "mua sắm thiết bị dạy nghề",
            "khảo sát nhu cầu học nghề",
            "kiểm tra, giám sát các lớp học",
        ),
        ("người", "lao động nữ", "lao động đang làm việc"),
        ("người", "số lao động được giải quyết việc làm"),
    ),
    Topic(
        "rac-thai-nhua",
        "quản lý chất thải rắn và giảm thiểu rác thải nhựa",
        "Chương trình quản lý rác thải nhựa",
        "environment",
        ("industry", "culture", "women", "youth"),
        (("Luật Bảo vệ môi trường", 2008), ("Luật Tài nguyên nước", 2008)),
        (
            "Thay đổi thói quen sử dụng đồ nhựa dùng một lần; hình thành nếp sống thân thiện với môi trường.",
            "Từng bước thu gom, phân loại và tái chế chất thải ngay từ nguồn phát sinh.",
        ),
        (
            "Cơ quan nhà nước gương mẫu thực hiện trước, tạo sức lan tỏa trong cộng đồng.",
            "Có sản phẩm cụ thể, đo đếm được, tránh hình thức.",
        ),
        (
            "chợ, siêu thị không phát túi ni lông miễn phí",
            "cơ quan, trường học không dùng chai nhựa trong hội họp",
            "hộ gia đình ở đô thị phân loại rác tại nguồn",
            "bãi rác tạm được đóng cửa, phục hồi môi trường",
        ),
        ("Tỷ lệ thu gom chất thải rắn sinh hoạt ở đô thị", "Tỷ lệ chất thải nhựa được tái chế"),
        ("tỷ lệ chất thải chôn lấp trực tiếp", "tỷ lệ điểm tập kết rác không bảo đảm vệ sinh"),
        (
            ("lượng túi ni lông khó phân hủy bán tại chợ", "decrease"),
            ("khối lượng chất thải hữu cơ được ủ làm phân", "increase"),
        ),
        (
            ("Phát", "giỏ đi chợ", "cho hội viên ở các chi hội", 500, 5000),
            ("Ra quân", "đợt", "thu gom rác ven biển, ven sông", 2, 12),
            ("Xây dựng", "tuyến đường", "không rác thải", 5, 50),
        ),
        (
            (
                "Tuyên truyền, thay đổi hành vi",
                (
                    "Phát động phong trào chống rác thải nhựa, ký cam kết với tiểu thương và nhà hàng.",
                    "Đưa nội dung phân loại rác vào hoạt động trải nghiệm của học sinh.",
                ),
            ),
            (
                "Tổ chức thu gom, phân loại",
                (
                    "Bố trí thùng rác nhiều ngăn, điều chỉnh lịch thu gom theo từng loại rác.",
                    "Rà soát hợp đồng vận chuyển, xử lý chất thải.",
                ),
            ),
            (
                "Đầu tư cơ sở xử lý",
                ("Kêu gọi doanh nghiệp đầu tư dây chuyền tái chế, đóng cửa các bãi chôn lấp đã đầy.",),
            ),
            (
                "Kiểm tra, xử lý vi phạm",
                ("Kiểm tra việc chấp hành pháp luật của cơ sở sản xuất bao bì, xử phạt hành vi đổ trộm chất thải.",),
            ),
        ),
        (
            "mua thùng phân loại rác",
            "tuyên truyền chống rác thải nhựa",
            "đóng cửa bãi chôn lấp",
            "hỗ trợ mô hình ủ phân tại hộ gia đình",
        ),
        ("tấn", "tấn chất thải nhựa được tái chế", "tấn chất thải rắn phát sinh"),
        ("tấn", "khối lượng chất thải được thu gom mỗi ngày"),
    ),
    Topic(
        "an-toan-thuc-pham",
        "công tác bảo đảm an toàn thực phẩm",
        "Chương trình bảo đảm an toàn thực phẩm",
        "health",
        ("agri", "industry", "police", "culture"),
        (("Luật An toàn thực phẩm", 2011), ("Luật Xử lý vi phạm hành chính", 2013)),
        (
            "Kiểm soát an toàn thực phẩm theo chuỗi, bảo vệ sức khỏe người tiêu dùng.",
            "Nâng cao kiến thức và trách nhiệm của người sản xuất, kinh doanh, chế biến.",
        ),
        (
            "Kiểm tra có trọng tâm, không gây phiền hà cho cơ sở sản xuất, kinh doanh.",
            "Kết quả kiểm tra phải được công khai trên phương tiện thông tin đại chúng.",
        ),
        (
            "cơ sở dịch vụ ăn uống được kiểm tra đạt yêu cầu",
            "bếp ăn tập thể ký cam kết bảo đảm an toàn thực phẩm",
            "người trực tiếp chế biến được xác nhận kiến thức",
            "mẫu rau, quả lấy tại chợ đầu mối được xét nghiệm nhanh",
        ),
        (
            "Tỷ lệ người tiêu dùng có kiến thức đúng về an toàn thực phẩm",
            "Tỷ lệ cơ sở được cấp giấy chứng nhận đủ điều kiện",
        ),
        ("tỷ lệ mẫu thực phẩm vượt ngưỡng cho phép", "tỷ lệ cơ sở vi phạm quy định"),
        (
            ("số vụ ngộ độc thực phẩm từ 30 người mắc trở lên", "decrease"),
            ("số chuỗi cung ứng thực phẩm an toàn được xác nhận", "increase"),
        ),
        (
            ("Thành lập", "đoàn", "kiểm tra liên ngành", 2, 9),
            ("Tổ chức", "lớp", "tập huấn kiến thức cho chủ cơ sở", 4, 30),
            ("Xét nghiệm", "mẫu", "thực phẩm lưu thông trên thị trường", 120, 1500),
        ),
        (
            (
                "Thông tin, truyền thông",
                (
                    "Phổ biến cách chọn mua, chế biến, bảo quản thực phẩm trong dịp lễ, Tết và mùa du lịch.",
                    "Công khai tên cơ sở vi phạm, giới thiệu cơ sở làm tốt.",
                ),
            ),
            (
                "Thanh tra, kiểm tra, hậu kiểm",
                (
                    "Kiểm tra liên ngành trong các đợt cao điểm; kiểm tra đột xuất khi có phản ánh.",
                    "Xử lý nghiêm hành vi dùng hóa chất cấm trong chăn nuôi, chế biến.",
                ),
            ),
            (
                "Giám sát mối nguy, phòng ngừa ngộ độc",
                ("Lấy mẫu giám sát theo nhóm nguy cơ, điều tra nhanh và khoanh vùng khi có ca ngộ độc.",),
            ),
            (
                "Phát triển chuỗi thực phẩm an toàn",
                ("Hỗ trợ truy xuất nguồn gốc, kết nối hợp tác xã với bếp ăn trường học.",),
            ),
        ),
        (
            "xét nghiệm mẫu thực phẩm",
            "hoạt động của các đoàn kiểm tra liên ngành",
            "truyền thông về an toàn thực phẩm",
            "tập huấn kiến thức cho chủ cơ sở",
        ),
        ("cơ sở", "cơ sở đạt yêu cầu", "cơ sở được kiểm tra"),
        ("cơ sở", "số cơ sở được cấp giấy chứng nhận"),
    ),
    Topic(
        "du-lich",
        "phát triển du lịch cộng đồng",
        "Chương trình phát triển du lịch bền vững",
        "culture",
        ("industry", "transport", "police", "youth"),
        (("Luật Du lịch", 2008), ("Luật Di sản văn hóa", 2008)),
        (
            "Khai thác hợp lý cảnh quan, văn hóa bản địa để phát triển du lịch, tạo sinh kế cho người dân.",
            "Quảng bá hình ảnh điểm đến an toàn, mến khách, giàu bản sắc.",
        ),
        (
            "Phát triển du lịch không làm tổn hại di tích, cảnh quan và nếp sống của cộng đồng.",
            "Lợi ích thu được phải chia sẻ công bằng cho người dân tham gia.",
        ),
        (
            "cơ sở lưu trú được thẩm định, xếp hạng lại",
            "hướng dẫn viên tại điểm được bồi dưỡng ngoại ngữ",
            "điểm du lịch có biển chỉ dẫn và nhà vệ sinh đạt chuẩn",
            "hộ làm du lịch cộng đồng niêm yết giá công khai",
        ),
        ("Công suất sử dụng buồng, phòng bình quân", "Tỷ lệ khách quay trở lại"),
        ("tỷ lệ phản ánh của du khách chưa được xử lý", "tỷ lệ cơ sở lưu trú không đăng ký"),
        (
            ("doanh thu từ dịch vụ lưu trú, ăn uống", "increase"),
            ("số vụ chèo kéo, đeo bám du khách", "decrease"),
        ),
        (
            ("Đón", "lượt khách", "đến tham quan các điểm du lịch", 20000, 900000),
            ("Xây dựng", "tour", "trải nghiệm làng nghề trong ngày", 2, 12),
            ("Tổ chức", "đoàn", "khảo sát sản phẩm dành cho doanh nghiệp lữ hành", 1, 6),
        ),
        (
            (
                "Phát triển sản phẩm du lịch",
                (
                    "Chọn làng nghề, vườn cây tiêu biểu để xây dựng sản phẩm trải nghiệm theo mùa.",
                    "Khôi phục lễ hội, trò chơi dân gian phục vụ du khách.",
                ),
            ),
            (
                "Đầu tư hạ tầng, môi trường du lịch",
                (
                    "Chỉnh trang bến thuyền, bãi đỗ xe và lắp biển chỉ dẫn song ngữ.",
                    "Giữ gìn vệ sinh, an ninh trật tự tại các điểm đông khách.",
                ),
            ),
            (
                "Đào tạo nguồn nhân lực",
                ("Mở lớp thuyết minh viên, kỹ năng đón tiếp khách cho hộ dân và lái đò.",),
            ),
            (
                "Xúc tiến, quảng bá",
                ("Làm phim ngắn, bản đồ số du lịch và tham gia hội chợ trong nước.",),
            ),
        ),
        (
            "xúc tiến, quảng bá điểm đến",
            "chỉnh trang bến thuyền, bãi đỗ xe",
            "đào tạo thuyết minh viên tại điểm",
            "hỗ trợ hộ dân làm du lịch cộng đồng",
        ),
        ("lượt khách", "lượt khách quốc tế", "lượt khách đến trong năm"),
        ("lượt khách", "số lượt khách lưu trú qua đêm"),
    ),
    Topic(
        "phong-chay-chua-chay",
        "công tác phòng cháy, chữa cháy và cứu nạn, cứu hộ",
        "Chương trình nâng cao năng lực phòng cháy, chữa cháy",
        "police",
        ("industry", "education", "transport", "youth"),
        (("Luật Phòng cháy và chữa cháy", 2008), ("Luật Nhà ở", 2008)),
        (
            "Kiềm chế sự gia tăng số vụ cháy, bảo vệ tính mạng và tài sản của Nhân dân.",
            "Nâng cao ý thức phòng cháy ở khu dân cư, chợ và cơ sở sản xuất.",
        ),
        (
            "Lấy phòng ngừa là chính; phát hiện sớm, xử lý ngay các sơ hở về điện, chất dễ cháy.",
            "Người đứng đầu cơ sở chịu trách nhiệm về an toàn cháy của cơ sở mình.",
        ),
        (
            "cơ sở thuộc diện quản lý được kiểm tra an toàn cháy",
            "hộ gia đình kết hợp kinh doanh có bình chữa cháy",
            "khu dân cư có đội dân phòng được huấn luyện",
            "chung cư cũ được rà soát hệ thống điện",
        ),
        (
            "Tỷ lệ hộ gia đình có người biết sử dụng bình chữa cháy",
            "Tỷ lệ cơ sở khắc phục xong tồn tại sau kiểm tra",
        ),
        ("tỷ lệ vụ cháy do sự cố điện", "tỷ lệ cơ sở chưa nghiệm thu đã đưa vào sử dụng"),
        (
            ("số vụ cháy ở khu dân cư", "decrease"),
            ("số tổ liên gia an toàn phòng cháy, chữa cháy", "increase"),
        ),
        (
            ("Thành lập", "tổ", "liên gia an toàn phòng cháy, chữa cháy", 15, 250),
            ("Tổ chức", "buổi", "tuyên truyền lưu động tại chợ, trường học", 6, 48),
            ("Trang bị", "bình chữa cháy", "cho nhà văn hóa thôn, khu phố", 60, 900),
        ),
        (
            (
                "Tuyên truyền, huấn luyện",
                (
                    "Hướng dẫn kỹ năng thoát nạn, cách dùng bình chữa cháy cho người dân và học sinh.",
                    "Phát tờ gấp, tin nhắn khuyến cáo trong mùa nắng nóng.",
                ),
            ),
            (
                "Kiểm tra, khắc phục nguy cơ cháy",
                (
                    "Phân loại cơ sở theo mức độ nguy hiểm, kiểm tra chuyên đề về điện và lối thoát nạn.",
                    "Kiên quyết đình chỉ cơ sở không bảo đảm an toàn.",
                ),
            ),
            (
                "Xây dựng lực lượng tại chỗ",
                ("Kiện toàn đội dân phòng, tổ liên gia; bảo đảm phụ cấp và phương tiện theo quy định.",),
            ),
            (
                "Diễn tập phương án chữa cháy",
                ("Thực tập phương án có nhiều lực lượng tham gia tại chợ trung tâm và khu công nghiệp.",),
            ),
        ),
        (
            "mua sắm phương tiện chữa cháy",
            "huấn luyện lực lượng dân phòng",
            "tuyên truyền phòng cháy, chữa cháy",
            "diễn tập phương án chữa cháy",
        ),
        ("cơ sở", "cơ sở còn tồn tại, vi phạm", "cơ sở được kiểm tra"),
        ("vụ", "số vụ cháy được phát hiện, dập tắt ngay từ đầu"),
    ),
    Topic(
        "binh-dang-gioi",
        "công tác bình đẳng giới và vì sự tiến bộ của phụ nữ",
        "Chương trình hành động về bình đẳng giới",
        "labour",
        ("home", "education", "women", "justice"),
        (("Luật Bình đẳng giới", 2008), ("Luật Phòng, chống bạo lực gia đình", 2008)),
        (
            "Thu hẹp khoảng cách giới, tạo cơ hội để phụ nữ và nam giới tham gia, thụ hưởng bình đẳng.",
            "Phòng ngừa, ứng phó kịp thời với bạo lực trên cơ sở giới.",
        ),
        (
            "Lồng ghép mục tiêu bình đẳng giới vào kế hoạch công tác của từng ngành.",
            "Nội dung truyền thông gần gũi, phù hợp với phong tục của từng vùng.",
        ),
        (
            "cơ quan nhà nước có cán bộ nữ giữ chức vụ lãnh đạo chủ chốt",
            "nạn nhân bạo lực gia đình được tiếp cận dịch vụ hỗ trợ",
            "cán bộ làm công tác bình đẳng giới được tập huấn",
            "xã có địa chỉ tin cậy ở cộng đồng",
        ),
        ("Tỷ lệ nữ là chủ doanh nghiệp, hợp tác xã", "Tỷ lệ nữ trong số người được tạo việc làm mới"),
        ("tỷ lệ phụ nữ làm công việc gia đình không được trả công", "tỷ số giới tính khi sinh mất cân bằng ở các xã"),
        (
            ("số vụ bạo lực gia đình được ghi nhận", "decrease"),
            ("số phụ nữ khởi nghiệp được hỗ trợ vay vốn", "increase"),
        ),
        (
            ("Tổ chức", "hội thảo", "về kỹ năng lãnh đạo cho cán bộ nữ", 1, 5),
            ("Duy trì", "địa chỉ", "tin cậy ở cộng đồng", 10, 130),
            ("Tư vấn cho", "lượt người", "về phòng, chống bạo lực gia đình", 200, 2500),
        ),
        (
            (
                "Truyền thông về bình đẳng giới",
                (
                    "Hưởng ứng Tháng hành động vì bình đẳng giới bằng các hoạt động thiết thực tại cơ sở.",
                    "Xây dựng chuyên mục trên báo và đài, phê phán định kiến giới.",
                ),
            ),
            (
                "Nâng cao năng lực cán bộ",
                (
                    "Tập huấn kỹ năng lồng ghép giới khi xây dựng văn bản và kế hoạch.",
                    "Quy hoạch, đào tạo cán bộ nữ trẻ, người dân tộc thiểu số.",
                ),
            ),
            (
                "Hỗ trợ phụ nữ phát triển kinh tế",
                ("Kết nối vay vốn ưu đãi, hướng dẫn bán hàng trực tuyến cho tổ hợp tác do phụ nữ quản lý.",),
            ),
            (
                "Phòng, chống bạo lực trên cơ sở giới",
                ("Duy trì đường dây nóng, địa chỉ tin cậy; hỗ trợ pháp lý và tâm lý cho nạn nhân.",),
            ),
        ),
        (
            "truyền thông về bình đẳng giới",
            "tập huấn cán bộ nữ",
            "duy trì địa chỉ tin cậy ở cộng đồng",
            "hỗ trợ phụ nữ khởi nghiệp",
        ),
        ("người", "cán bộ nữ", "cán bộ, công chức"),
        ("người", "số phụ nữ được vay vốn"),
    ),
)

"""What each setting means, in Vietnamese: for the security-level file, which officers and auditors read.

The English meanings stand with the settings (`declared.py`); one that is missing here stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MEANINGS_VI: Final[Mapping[str, str]] = {
    "TINHSO_MODE": "development (phát triển), demo (trình diễn) hoặc production (vận hành thật)",
    "TINHSO_HOME": "thư mục giữ cơ sở dữ liệu, khóa, ảnh chụp số liệu và nhật ký",
    "TINHSO_PACKAGES": "thư mục các gói định nghĩa; để trống là dùng các gói đi kèm phần mềm",
    "DATABASE_URL": "postgresql://user:password@host:port/name; để trống là dùng SQLite trong TINHSO_HOME",
    "TINHSO_BOARD_SECONDS": (
        "bảng điều hành nhiều người cùng xem được cũ tối đa bao nhiêu giây (trang nói rõ giờ của nó); không bao giờ "
        "quá tám lần thời gian lập bảng, trừ khi đang có người lập lại; 0 là mỗi lần xem lập một bảng mới"
    ),
    "PORT": "cổng của máy chủ web",
    "TINHSO_BIND": "địa chỉ mạng mà máy chủ web lắng nghe",
    "TINHSO_HOSTS": "các tên máy mà máy chủ trả lời, cách nhau bằng dấu phẩy",
    "TINHSO_NOW": "giờ bắt đầu của đồng hồ trình diễn, dạng ISO; bị từ chối khi vận hành thật",
    "TINHSO_SECRET_FILE": "tệp giữ khóa bí mật của phiên làm việc; để trống là tự tạo trong TINHSO_HOME",
    "TINHSO_LOG_ORIGIN": "tên sổ của tỉnh này, ghi trong các mốc niêm phong",
    "TINHSO_SEALER_KEYS": (
        "thư mục giữ khóa riêng của tiến trình niêm phong, chỉ tài khoản máy riêng của nó đọc được; khi đó serve để "
        "việc niêm phong cho `tinhso run sealer` chạy dưới tài khoản ấy; để trống là TINHSO_HOME/keys và serve tự "
        "niêm phong"
    ),
    "TINHSO_CUBE_URL": (
        "spark://host:7077, máy điều phối của cụm Spark trả lời câu hỏi về số liệu thay cho máy này (phần cài thêm "
        "tinhso[spark]); để trống là máy này tự trả lời"
    ),
    "TINHSO_CUBE_LAKE": (
        "thư mục dữ liệu mà cụm máy đọc, cùng một đường dẫn trên mọi máy của cụm; để trống là TINHSO_HOME/lake"
    ),
    "TINHSO_LAKE_STORE": (
        "tệp YAML nêu kho tệp theo giao thức S3 mà `tinhso lake export s3://…` ghi vào (howto/lake.md); để trống là "
        "chỉ xuất ra thư mục"
    ),
    "TINHSO_WEB_WORKERS": "số tiến trình web; 0 là bằng số nhân của bộ xử lý",
    "TINHSO_MAIL_URL": (
        "smtp://user:password@host:587 (smtps:// nếu mã hóa ngay từ đầu); để trống là ghi thư vào TINHSO_HOME/mail"
    ),
    "TINHSO_MAIL_FROM": "địa chỉ gửi thư đi",
    "TINHSO_SECOND_MEDIUM": (
        "thư mục trên ổ đĩa hoặc máy khác, nơi mỗi giao dịch của SQLite tới trong vòng 5 giây; để trống là không có"
    ),
    "TINHSO_CHECKPOINTS": (
        "các thư mục, hộp thư và địa chỉ bên làm chứng (https://…), cách nhau bằng dấu phẩy, mỗi ngày nhận mốc niêm "
        "phong của sổ; để trống là không có"
    ),
    "TINHSO_WITNESSES": (
        "khóa công khai của các cơ quan cùng ký mốc niêm phong (lệnh `tinhso witness init` in ra), cách nhau bằng "
        "dấu phẩy"
    ),
    "TINHSO_OFFLINE_HOURS": ("số giờ trình duyệt giữ biểu mẫu đã mở để mở lại khi mất mạng; 0 là không giữ"),
    "TINHSO_SIGNATURE_TRUST": (
        "thư mục chứng thư gốc (PEM hoặc DER) dùng để kiểm tra tệp PDF đã ký; để trống là không kiểm tra chuỗi "
        "chứng thư"
    ),
    "TINHSO_SECOND_FACTOR": (
        "khi nào phải có mã hoặc khóa truy cập lúc đăng nhập: off (không), approve (để phê duyệt) hoặc all (mọi việc); "
        "để trống là approve, riêng khi phát triển là off; vai đóng thử trên chính máy trình diễn được miễn"
    ),
    "TINHSO_METRICS": (
        "ai đọc được /metrics (Prometheus): để trống là không ai, loopback là chỉ máy này, còn lại là mã phải mang "
        "theo, ít nhất 20 ký tự"
    ),
    "TINHSO_API_RATE_TOKEN": (
        "một mã hệ thống, hoặc một người đã đăng nhập, được gọi /api/v1 bao nhiêu lần: 20/s, 1200/m hoặc 5000/h, bù "
        "đều; 0 là không giới hạn"
    ),
    "TINHSO_API_RATE_ADDRESS": (
        "một địa chỉ mạng không có mã, hoặc mang mã sai, được gọi /api/v1 bao nhiêu lần; 0 là không giới hạn"
    ),
    "TINHSO_LOG": "dạng nhật ký ở đầu ra lỗi: text (chữ) hoặc json (mỗi dòng một đối tượng)",
    "TINHSO_OIDC": (
        "tệp YAML của dịch vụ đăng nhập ngoài (OpenID Connect); minh-hoa là dịch vụ của bản trình diễn; để trống là "
        "không có"
    ),
    "TINHSO_TLS": (
        "1 khi có máy chủ ủy quyền phục vụ HTTPS phía trước (cookie chỉ đi qua HTTPS; máy ấy đặt X-Forwarded-Proto và "
        "X-Forwarded-For)"
    ),
}

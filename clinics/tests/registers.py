"""Fictional registers with the habits of the real ones."""

import csv
import io

# The columns of the hospital register, the last one without a name.
REGISTER = [
    "번호", "개방서비스명", "개방서비스id", "개방자치단체코드", "관리번호", "인허가일자",
    "인허가취소일자", "영업상태구분코드", "영업상태명", "상세영업상태코드", "상세영업상태명",
    "폐업일자", "휴업시작일자", "휴업종료일자", "재개업일자", "소재지전화", "소재지면적",
    "소재지우편번호", "소재지전체주소", "도로명전체주소", "도로명우편번호", "사업장명",
    "최종수정시점", "데이터갱신구분", "데이터갱신일자", "업태구분명", "좌표정보(x)", "좌표정보(y)",
    "의료기관종별명", "의료인수", "입원실수", "병상수", "총면적", "진료과목내용",
    "진료과목내용명", "지정취소일자", "완화의료지정형태", "완화의료담당부서명", "구급차특수",
    "구급차일반", "총인원", "구조사수", "허가병상수", "최초지정일자", "",
]  # fmt: skip
CENTRES = [
    "center_no", "center_name", "facility_name", "postnumber", "adress", "adress_detail",
    "phone_number",
]  # fmt: skip

GAON = {
    "번호": "1",
    "개방서비스명": "병원",
    "개방서비스id": "01_01_01_P",
    "개방자치단체코드": "6110000",
    "관리번호": "GAON",
    "영업상태명": "영업/정상",
    "소재지전화": "02 9000 1234",
    "소재지우편번호": "110744",
    "소재지전체주소": "서울특별시 종로구 가상동  28번지",
    "도로명전체주소": "서울특별시 종로구 가상로 101 (가상동)",
    "도로명우편번호": "03080",
    "사업장명": "가온병원",
    "업태구분명": "병원",
    "좌표정보(x)": "199800",
    "좌표정보(y)": "453300",
    # A newline inside a quoted field, as the register has it.
    "진료과목내용": "내과,외과,\n치과",
}
NARAE = GAON | {
    "관리번호": "NARAE",
    "사업장명": "나래요양병원",
    "업태구분명": "요양병원(일반요양병원)",
    "소재지전화": "9000-5678",
    "소재지전체주소": "경상남도 창원시 의창구 가상동 1번지",
    "도로명전체주소": "경남 창원시의창구 가상로 1",
    "개방자치단체코드": "6480000",
    "도로명우편번호": "",
    "좌표정보(x)": "",
    "좌표정보(y)": "",
}
BARRACKS = GAON | {"관리번호": "BARRACKS", "사업장명": "국군가상병원"}
DENTIST = GAON | {"관리번호": "DENTIST", "사업장명": "다솜치과병원", "업태구분명": "치과병원"}
HERBS = GAON | {"관리번호": "HERBS", "사업장명": "라온한방병원", "업태구분명": "한방병원"}
CLOSED = GAON | {"관리번호": "CLOSED", "사업장명": "옛병원", "영업상태명": "폐업"}
SUSPENDED = GAON | {"관리번호": "SUSPENDED", "사업장명": "쉬는병원", "영업상태명": "휴업"}
CANCELLED = GAON | {
    "관리번호": "CANCELLED",
    "사업장명": "없어진병원",
    "영업상태명": "취소/말소/만료/정지/중지",
}
NOWHERE = GAON | {
    "관리번호": "NOWHERE",
    "사업장명": "어디병원",
    "개방자치단체코드": "",
    "소재지전체주소": "",
    "도로명전체주소": "모르는길 1",
}

JONGNO = {
    "center_no": "1",
    "center_name": "가상 예방접종센터",
    "facility_name": "가온체육관",
    "postnumber": "3080",
    "adress": "서울특별시 종로구",
    "adress_detail": "서울특별시 종로구 가상로 5",
    "phone_number": "02-9000-1111 ",
}
JONGNO_TOO = JONGNO | {"center_no": "2", "facility_name": "나래회관", "postnumber": "110-744"}
CHANGWON = JONGNO | {
    "center_no": "3",
    "center_name": "창원시 예방접종센터 ",
    "postnumber": "51460",
    "adress": "경남 창원시",
    "adress_detail": "경남 창원시 가상로 97",
    "phone_number": "055-900-1111",
}
JEJU = JONGNO | {
    "center_no": "4",
    "adress": "제주시",
    "adress_detail": "제주시 가상로 1",
    "phone_number": "064-900-1111",
}


def text(header, rows):
    """The file as text: every field quoted, Windows' line ends."""
    lines = io.StringIO()
    out = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow(header)
    out.writerows([row.get(name, "") for name in header] for row in rows)
    # The register leaves its nameless last column without quotes.
    return lines.getvalue().replace(',""\r\n', ",\r\n")


def write_register(path, *rows, header=REGISTER, encoding="cp949"):
    path.write_bytes(text(header, rows).encode(encoding))
    return path


def write_centres(path, *rows):
    path.write_bytes(text(CENTRES, rows).encode())
    return path

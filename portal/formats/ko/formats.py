DATE_FORMAT = "Y년 n월 j일"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y년 n월 j일 (D) H:i"
SHORT_DATE_FORMAT = "Y-m-d"

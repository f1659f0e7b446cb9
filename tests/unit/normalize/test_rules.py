"""Chrome and prose in the languages of the news, by example."""

import pytest

from pipeline.normalize.chrome.lines import strip


@pytest.mark.parametrize(
    ("language", "reason", "line"),
    [
        ("de", "related", "Lesen Sie auch: Der Hafen bleibt zu"),
        ("de", "subscription", "Abonnieren Sie unseren Newsletter, er ist kostenlos."),
        ("fr", "related", "À lire aussi : le port reste fermé"),
        ("fr", "cookies", "Tout accepter"),
        ("fr", "stamp", "Publié le 3 mars 2026 à 12h51"),
        ("es", "related", "Lea también: El puerto sigue cerrado"),
        ("es", "follow", "Síguenos en nuestro canal"),
        ("it", "related", "Leggi anche"),
        ("it", "subscription", "Iscriviti alla newsletter"),
        ("pt", "related", "Leia também: O porto continua fechado"),
        ("pt", "advertisement", "Continua após a publicidade"),
        ("nl", "related", "Lees ook: De haven blijft dicht"),
        ("sv", "related", "Läs mer: Hamnen är stängd"),
        ("da", "advertisement", "Artiklen fortsætter under annoncen"),
        ("no", "related", "Les også: Havnen er stengt"),
        ("fi", "related", "Lue myös: Satama on kiinni"),
        ("pl", "related", "Czytaj także: Port zamknięty"),
        ("cs", "related", "Čtěte také: Přístav je zavřený"),
        ("hu", "stamp", "2026. március 3. 12:51"),
        ("ro", "related", "Citește și: Portul rămâne închis"),
        ("el", "related", "Διαβάστε επίσης: Το λιμάνι"),
        ("ru", "related", "Читайте также: Порт закрыт"),
        ("ru", "caption", "Фото: Яна Хольт"),
        ("uk", "related", "Читайте також: Порт закрито"),
        ("tr", "related", "İlgili Haberler"),
        ("tr", "stamp", "Güncelleme: 03.03.2026 12:51"),
        ("ar", "related", "اقرأ أيضا: الميناء مغلق"),
        ("fa", "related", "بیشتر بخوانید"),
        ("he", "related", "קראו גם: הנמל סגור"),
        ("hi", "related", "यह भी पढ़ें: बंदरगाह बंद"),
        ("id", "related", "Baca juga: Pelabuhan ditutup"),
        ("vi", "related", "Đọc thêm: Cảng đóng cửa"),
        ("th", "related", "อ่านเพิ่มเติม"),
        ("zh", "related", "相关阅读：港口关闭"),
        ("zh", "stamp", "2026年3月3日 12:51"),
        ("ja", "related", "関連記事"),
        ("ja", "stamp", "2026年3月3日 12時51分"),
        ("ko", "related", "관련기사"),
        ("ko", "stamp", "입력 2026.03.03 12:51"),
    ],
)
def test_chrome_is_known_in_the_languages_of_the_news(
    language: str, reason: str, line: str
) -> None:
    assert [out.reason for out in strip([line])[2]] == [reason], language


@pytest.mark.parametrize(
    "line",
    [
        "Mehr als 100 Schiffe warten vor dem Hafen.",
        "Plus de cent navires attendent devant le port.",
        "Más de 100 barcos esperan ante el puerto",
        "Ver para creer, dijo el alcalde.",
        "Подробнее о сроках власти расскажут позже.",
        "Нажмите кнопку и подождите, пока дверь откроется.",
        "المزيد من السفن تنتظر أمام الميناء.",
        "更多船只在港口外等候。",
        "写真が趣味の市長は港を訪れた。",
        "관련 법은 내년에 바뀐다고 시장은 말했다.",
    ],
)
def test_prose_in_other_languages_stays(line: str) -> None:
    assert strip([line]) == ([line], [], [])

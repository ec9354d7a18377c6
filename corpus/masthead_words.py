"""The fixed words of mastheads in six languages, as patterns. Source: the papers of the review process."""

from __future__ import annotations

import re

from corpus.model import Language

SESSIONS = (
    (1, r"First session|Première session|Primer período de sesiones|Первая сессия|الدورة الأولى|第一届会议"),
    (2, r"Second session|Deuxième session|Segundo período de sesiones|Вторая сессия|الدورة الثانية|第二届会议"),
    (3, r"Third session|Troisième session|Tercer período de sesiones|Третья сессия|الدورة الثالثة|第三届会议"),
    (4, r"Fourth session|Quatrième session|Cuarto período de sesiones|Четвертая сессия|الدورة الرابعة|第四届会议"),
)
UNITED_NATIONS = re.compile(
    r"^(?:United Nations|Nations Unies|Naciones Unidas|Организация Объединенных Наций|الأمم المتحدة|联\s?合\s?国)\b",
    re.IGNORECASE,
)
AGENDA = re.compile(
    r"^(?:(?:Agenda )?Item \d|Point \d+.*ordre du jour|Tema \d+.*(?:programa|agenda)|Пункт \d+.*повестки дня"
    r"|البند \d+.*جدول الأعمال|(?:临时)?议程项目\s?\d)",
    re.IGNORECASE,
)
DISTRIBUTION = re.compile(r"^Distr\b[.:]*|^分发[:：]|^Распространение:|^التوزيع:", re.IGNORECASE)
DISTRIBUTIONS = (
    ("limited", re.compile(r"Limited|Limitée|Limitada|Ограниченное|محدود|有限|限制", re.IGNORECASE)),
    ("restricted", re.compile(r"Restricted|Restreinte|Reservada|Для служебного пользования|مقيد|限定", re.IGNORECASE)),
    ("general", re.compile(r"General|Générale|Общее|Общая|عام|普遍|一般", re.IGNORECASE)),
)
LANGUAGES = {
    "arabic": Language.AR, "chinese": Language.ZH, "english": Language.EN, "french": Language.FR,
    "russian": Language.RU, "spanish": Language.ES, "français": Language.FR, "español": Language.ES,
    "anglais": Language.EN, "inglés": Language.EN, "francés": Language.FR, "espagnol": Language.ES,
    "chinois": Language.ZH, "chino": Language.ZH, "russe": Language.RU, "ruso": Language.RU,
    "arabe": Language.AR, "árabe": Language.AR, "русский": Language.RU, "английский": Language.EN,
    "французский": Language.FR, "испанский": Language.ES, "китайский": Language.ZH, "арабский": Language.AR,
    "العربية": Language.AR, "الإنكليزية": Language.EN, "بالإنكليزية": Language.EN, "الانكليزية": Language.EN,
    "بالانكليزية": Language.EN, "الفرنسية": Language.FR, "بالفرنسية": Language.FR, "الإسبانية": Language.ES,
    "بالإسبانية": Language.ES, "الروسية": Language.RU, "بالروسية": Language.RU, "الصينية": Language.ZH,
    "بالصينية": Language.ZH, "بالعربية": Language.AR, "中文": Language.ZH, "英文": Language.EN, "法文": Language.FR,
    "西班牙文": Language.ES, "俄文": Language.RU, "阿拉伯文": Language.AR,
}  # fmt: skip
ORIGINAL = re.compile(r"(?:Original|Оригинал|الأصل|原件|原文)\s?[:：]\s*(?P<name>[^\W\d_]+)", re.IGNORECASE)

_NOUNS = {
    "en": r"(?:Joint )?(?:working paper|statement|report|note|draft[\w ,-]*|paper|proposal|summary|non-paper|document)",
    "fr": r"(?:Document(?: de travail)?|Déclaration|Rapport|Note|Projet[\w ’'-]*|Proposition|Résumé)",
    "es": r"(?:Documento(?: de trabajo)?|Declaración|Informe|Nota|Proyecto[\w -]*|Propuesta|Resumen)",
    "ru": r"(?:(?:Совместный )?рабочий документ|Документ|Заявление|Доклад|Записка|Проект[\w -]*|Предложение|Резюме)",
    "ar": r"(?:ورقة(?: عمل)?(?: مشتركة)?|وثيقة(?: عمل)?|بيان|تقرير|مذكرة|مشروع[\w ]*|اقتراح|مقترح|موجز)",
}
AUTHOR = re.compile(
    rf"^(?:{_NOUNS['en']}\b.{{0,60}}? )?(?:submitted|delivered|prepared|presented) (?:jointly )?by (?P<en>.+)$"
    rf"|^(?:{_NOUNS['fr']}\b.{{0,60}}? )?(?:présenté|soumis|établi)e?s? (?:conjointement )?par (?P<fr>.+)$"
    rf"|^(?:{_NOUNS['es']}\b.{{0,60}}? )?(?:presentad|preparad)[oa]s? (?:conjuntamente )?por (?P<es>.+)$"
    rf"|^(?:{_NOUNS['ru']},? )?(?:совместно )?(?:представлен|подготовлен)\w* (?:совместно )?(?P<ru>.+)$"
    rf"|^(?:{_NOUNS['ar']}\b.{{0,60}}? )?(?:مقدمة?|مقدَّمة?|قدمته?ا?|أعدته?ا?) (?:من|إلى المؤتمر من)?\s?(?P<ar>.+)$"
    r"|^(?P<zh>.+?)(?:联合)?(?:提交|提出|编写)的(?:联合)?(?:工作文件|报告|说明|草案|文件|提案|摘要|立场文件)$"
    r"|^(?:Statement|Address|Remarks) (?:made )?by (?P<en2>.+)$"
    r"|^(?:Déclaration|Allocution) (?:faite )?(?:par|de) (?P<fr2>.+)$"
    r"|^(?:Declaración|Discurso) (?:formulada )?(?:por|de) (?P<es2>.+)$"
    r"|^Заявление (?P<ru2>.+)$"
    r"|^(?P<zh2>.+?)(?:的发言|的声明)$",
    re.IGNORECASE,
)
LETTER = re.compile(
    r"^(?:Letter|Note verbale|Letters) dated .+? from (?P<en>.+?)(?: addressed to .+)?$"
    r"|^(?:Lettre|Note verbale) datée du .+? par (?P<fr>.+)$"
    r"|^(?:Carta|Nota verbal) de fecha .+? por (?P<es>.+)$"
    r"|^(?:Письмо|Вербальная нота) .+? от \d.+? (?P<ru>Постоянн.+)$"
    r"|^(?:رسالة|مذكرة شفوية) مؤرخة .+? من (?P<ar>.+)$"
    r"|^.{0,40}?日(?P<zh>.+?)(?:给|致).+?(?:信|普通照会)$",
    re.IGNORECASE,
)
KINDS = (
    (
        "statement",
        r"^Statement|^Address|^Remarks|^Déclaration|^Allocution|^Declaración|^Discurso|^Заявление|^بيان|发言$|声明$",
    ),
    ("report", r"^Report|^Rapport|^Informe|^Доклад|^تقرير|报告$"),
    ("note", r"^Note\b|^Nota\b|^Записка|^مذكرة|说明$"),
    ("draft", r"^Draft|^Projet|^Proyecto|^Проект|^مشروع|草案$"),
    ("summary", r"^Summary|^Résumé|^Resumen|^Резюме|^موجز|摘要$"),
)
ADOPTED = re.compile(
    r"adopted by the .*Conference|adoptée? par la .*Conférence|aprobad[oa] por la .*Conferencia"
    r"|принят\w* .*Конференцией|اعتمد\w* المؤتمر|会议通过的|大会通过的",
    re.IGNORECASE,
)
CHAIR = re.compile(
    r"\b(?:Co-)?(?:Chair|Chairs|Chairman|Chairperson|President|Présidente?|Presidente?|Presidenta|Facilitator)\b"
    r"|Председател|الرئيس|الرئيسة|رئيس|主席",
    re.IGNORECASE,
)
CHAIR_TITLE = re.compile(
    r"^(?:Chair|Chairperson|Chairman|President)[’']s (?:factual )?(?:summary|reflections|text|draft)"
    r"|^(?:Résumé|Réflexions|Texte) (?:factuel )?d[ue] la? ?(?:Président|président)"
    r"|^(?:Resumen|Reflexiones|Texto) (?:fáctico )?(?:de la|del) President"
    r"|^Резюме Председателя|^موجز (?:ال)?رئيس|^主席的?(?:事实)?(?:摘要|总结|思考|案文)",
    re.IGNORECASE,
)
FINAL_DOCUMENT = re.compile(
    r"^Final Document|^Document final|^Documento final|^Заключительный документ|^الوثيقة الختامية|^最后文件",
    re.IGNORECASE,
)

"""The words of questions in six languages, as patterns: who is asked, what is spoken about, papers, months.

A group of words serves all languages at once: a question's own language is not known for sure, and the words are only
read beside a name or a date.
"""

from __future__ import annotations

import re

ARTICLES = r"(?:(?:the|la|le|les|el|los|las)\s+|l['’]\s*)?"

# Said in the past, so that a date beside it is the date of saying.
_SAID_ENGLISH = (
    r"said|stated|proposed|suggested|argued|declared|submitted|published|written|wrote|recommended|called for|asked for"
    r"|asked|urged|presented|expressed|announced|put forward|tabled|spoken|spoke"
)
_SAID_ELSEWHERE = (
    r"dit|déclarée?s?|proposée?s?|suggérée?s?|demandée?s?|soumise?s?|présentée?s?|publiée?s?|affirmé|exprimée?s?"
    r"|dijo|dijeron|dicho|propuso|propusieron|propuest[oa]s?|declaró|declararon|declarado|presentó|presentaron"
    r"|presentad[oa]s?|sugirió|sugerido|pidió|pidieron|pedido|afirmó|afirmado|publicad[oa]s?|manifestó|manifestado"
    r"|(?:говорил|сказал|заявил|заявлял|предложил|предлагал|выступил|выступал|призвал|призывал|отметил|выразил)[аио]?"
    r"|(?:предложенн|представленн|опубликованн|изложенн)\w+|представил[аио]?|опубликовал[аио]?|внес(?:л[аио])?"
    r"|(?:сообщил|изложил|внёс)[аио]?"
    r"|قال(?:ت|وا)?|(?:ذكرت?|اقترحت?|أعلنت?|قدمت?)(?:ه|ها)?|دعت|طلبت|صرحت|أعربت|المقدمة|المقترحة"
    r"|说了|说过|提出了?|提交了?|发表了?|表示"
)
SAID = rf"{_SAID_ENGLISH}|{_SAID_ELSEWHERE}"
# Says, wants, holds: what a State's own papers tell.
_HOLDS_ENGLISH = (
    r"say|says|saying|(?-i:states?)|thinks?|thought|believes?|believed|considers?|considered|argues?|proposes?|suggests?"
    r"|recommends?|calls? for|calls? on|called on|urges?|wants?|wanted|wish|wishes|wished|asks?|requests?|requested"
    r"|demands?|demanded|insists?|insisted|supports?|supported|opposes?|opposed|favou?rs?|favou?red|prefers?|preferred"
    r"|rejects?|rejected|accepts?|accepted|agrees?|agreed|disagrees?|disagreed|views?|viewed|sees?|saw|judges?|judged"
    r"|assess|assesses|assessed|evaluates?|regards?|regarded|criticis\w+|criticiz\w+|condemns?|condemned|welcomes?"
    r"|welcomed|stress|stresses|stressed|emphasi[sz]\w+|underlines?|underlined|notes?|noted|describes?|described"
    r"|explains?|explained|justif\w+|claims?|claimed|maintains?|maintained|declares?|announces?|offers?|offered|pledges?"
    r"|pledged|intends?|intended|advocates?|advocated|objects?|objected|endorses?|endorsed|would like|feels?|expects?"
    r"|stands?|concerned|in favou?r|against|of the (?:view|opinion)|willing|ready|prepared"
)
_HOLDS_ELSEWHERE = (
    r"disent|disai(?:t|ent)|pense(?:nt)?|estim\w+|propose(?:nt)?|suggère(?:nt)?|attend(?:ent)?|souhait\w+|veut|veulent|jug\w+|considèr\w+|soutien\w*|appui\w+"
    r"|oppos\w+|demande(?:nt)?|recommand\w+|préconis\w+|défend\w*|réclam\w+|exig\w+|affirm\w+|déclar\w+|rejett\w+|accept\w+"
    r"|refus\w+|approuv\w+|critiqu\w+|évalu\w+|prôn\w+|plaid\w+|exhort\w+|envisag\w+|voi(?:t|ent)|entend(?:ent)?|croi\w+"
    r"|dicen?|piensan?|opinan?|propone\w*|sugieren?|quieren?|desean?|consider\w+|estiman?|apoyan?|respald\w+|oponen?"
    r"|rechaz\w+|piden?|recomiend\w+|sostien\w+|afirman?|declaran?|ven?|juzgan?|creen?|exigen?|reclaman?|instan?"
    r"|exhortan?|acept\w+|critic\w+|valoran?|evalúan?|plantean?|defiend\w+|señal\w+|abog\w+"
    r"|говор[ия]т|говорится|сказано|совету\w+|дума\w+|счита\w+|полага\w+|предлага\w+|хо(?:чет|тят|тел\w*)|поддерж\w+|придержива\w+|выступа\w+|возража\w+"
    r"|отверга\w+|призыва\w+|настаива\w+|заявля\w+|утвержда\w+|отмеча\w+|указыва\w+|рекоменду\w+|прос[ия]т|требу\w+"
    r"|одобря\w+|оценива\w+|видит|видят|относ[ия]тся|смотр[ия]т|намерен\w*|критику\w+|осужда\w+|приветству\w+"
    r"|опаса\w+|обеспокоен\w*|объясня\w+|обосновыва\w+|желает|желают|стрем\w+|добива\w+|подчеркив\w+|готов[аы]?"
    r"|[تي]قول\w*|[تي]رى|[تي]عتقد\w*|[تي]قترح\w*|[تي]طلب\w*|[تي]دعو\w*|[تي]ؤيد\w*|أيدت|[تي]عارض\w*|عارضت|[تي]عتبر\w*"
    r"|[تي]طالب\w*|[تي]ذكر\w*|[تي]علن\w*|[تي]شير\w*|[تي]عرب\w*|[تي]ود|[تي]ريد\w*|[تي]فضل\w*|[تي]وصي\w*|أوصت|[تي]عتزم\w*"
    r"|[تي]نوي|[تي]قيّ?م|[تي]نتقد\w*|[تي]رفض\w*|رفضت|[تي]قبل|[تي]وافق\w*|وافقت|[تي]شدد\w*|[تي]ؤكد\w*|أكدت|[تي]نظر\w*"
)
VERBS = rf"(?:{SAID}|{_HOLDS_ENGLISH}|{_HOLDS_ELSEWHERE})"
PAPERS = (
    r"papers?|working papers?|documents?|statements?|submissions?|proposals?|texts?|interventions?"
    r"|documents? de travail|déclarations?|propositions?|textes?|contributions?"
    r"|documentos?(?: de trabajo)?|declaraci[oó]n(?:es)?|propuestas?|textos?"
    r"|(?:рабоч\w+ )?документ\w*|заявлени\w+|предложени\w+|выступлени\w+|текст\w*"
    r"|(?:ال)?(?:ورقة|ورقات|أوراق|وثيقة|وثائق|بيان|بيانات|مقترح|مقترحات|اقتراح|نص|نصوص)(?: (?:ال)?عمل)?"
)
NOUNS = (
    rf"{PAPERS}|positions?|views?|opinions?|stances?|suggestions?|recommendations?|arguments?|concerns?|demands?"
    r"|attitudes?|priorities|assessments?|objections?|criticisms?|preferences?|perspectives?|words"
    r"|avis|points? de vue|opinions?|recommandations?|arguments?|préoccupations?|priorités?|vision|paroles"
    r"|posici[oó]n(?:es)?|postura|opini[oó]n(?:es)?|puntos? de vista|parecer|juicio|recomendaci\w+|argumentos?"
    r"|preocupaci\w+"
    r"|позици\w+|мнени\w+|точк\w+ зрения|взгляд\w*|подход\w*|рекомендаци\w+|озабоченност\w+|аргумент\w*|словам|оценк\w+"
    r"|(?:ال)?(?:موقف|مواقف|رأي|آراء|وجهة نظر|وجهات نظر|توصيات|شواغل|تقييم)"
)
_CHINESE_NEAR = (
    r"说|讲|认为|主张|提议|建议|要求|呼吁|敦促|支持|反对|赞成|希望|愿意|打算|提出|提交|发表|宣布|拒绝|接受|批评|谴责|欢迎"
    r"|评价|解释|想要|怎么看|如何看|看到|工作文件|的文件"
)
_CHINESE_FAR = (
    r"说了?什么|说过|认为|主张|立场|看法|意见|观点|怎么看|如何看|怎么说|如何说|看待|如何评价|提议|建议|呼吁|敦促|表示|指出|关切|态度|反对"
    r"|赞成|强调"
)

_LINK = r"(?:has|have|had|is|are|was|were|will|would|do|does|did|can|could|also|not|still|now|ever|then|really|exactly"
_LINK += r"|a|ont|est|sont|avait|a-t-(?:il|elle)|ont-(?:ils|elles)|ne|se|y|en|ha|han|había|no|es|está|están|lo|le"
_LINK += r"|уже|не|также|тоже|ли|قد|لا|لم|ما)"
_OF = r"(?:of|by|from|de|des?|du|del|dels?|d['’]|par|por|من|ل|لدى|does|do|did|has|have|had|is|are|would|tiene|tienen"
_OF += r"|a|ont|adopte\w*|défend\w*|mantiene\w*|занима\w+|у|от|высказал\w*)"
ASKED_BEFORE = re.compile(
    rf"(?:\b(?:according to|as per|in the (?:view|opinion|words) of|selon|d['’]après|pour|según|a juicio de"
    rf"|согласно)\s+{ARTICLES}"
    rf"|\b(?:{NOUNS})\s+(?:{_OF}\s+|d['’]\s*)?{ARTICLES}"
    rf"|\b(?:submitted|proposed|presented|tabled|put forward|made|said|stated) by\s+{ARTICLES}"
    rf"|\b(?:présenté|soumis|proposé|formulé)e?s? par\s+{ARTICLES}"
    rf"|\b(?:presentad|propuest|formulad)[oa]s? por\s+{ARTICLES}"
    rf"|\b(?:представленн|предложенн|внесенн|подготовленн|изложенн)\w+\s+"
    rf"|(?:\b(?:حسب|بحسب|وفقا|وفقاً|طبقا)\s+)|(?:根据|按照|依照|据)\s*)$",
    re.IGNORECASE,
)
ASKS_BEFORE = re.compile(  # in English a State after the verb is what the verb is about: "support Sweden"
    rf"\b(?:{_SAID_ELSEWHERE}|{_HOLDS_ELSEWHERE})(?:-t)?(?:-(?:ils?|elles?))?\s+(?:ли\s+|que\s+)?{ARTICLES}$",
    re.IGNORECASE,
)
WHO = re.compile(  # the State after such a question is what others speak about: who supports Sweden
    r"^\W*(?:who|which (?:states?|countries)|qui|quels? (?:états?|pays)|quién|quiénes|qué (?:estados?|países)|кто"
    r"|какие (?:государства|страны)|من\s|أي (?:ال)?دول|哪些国家|哪个国家|谁)",
    re.IGNORECASE,
)
ASKED_AFTER = re.compile(
    rf"^(?:['’]s?\s+(?:[\w-]+\s+){{0,2}}(?:{NOUNS})\b"
    r"|\s+(?:(?:working|national) )?(?:paper|position|proposal|view|stance|statement)s?\b"
    rf"|\s+(?:has|have|had|holds?|takes?|a|ont|tiene|tienen)\s+(?:an?|une?|una?)\s+(?:[\w-]+\s+)?(?:{NOUNS})\b"
    rf"|[\s,]+(?:(?:{_LINK}\s+)|s['’]\s*|n['’]\s*){{0,3}}{VERBS}\b"
    rf"|\s*(?:也|还|又|曾|是否|都|的)*(?:{_CHINESE_NEAR})|[^。；？?]*(?:{_CHINESE_FAR}))",
    re.IGNORECASE,
)
ADJECTIVE_AFTER = re.compile(rf"^\s+(?:[\w-]+\s+)?(?:{NOUNS})\b", re.IGNORECASE)
ADJECTIVE_BEFORE = re.compile(rf"\b(?:{NOUNS})\s+$", re.IGNORECASE)
ABOUT = re.compile(
    r"(?:\b(?:about|on|regarding|concerning|against|towards?|with|in|into|over|to|for|of an attack on"
    r"|sur|concernant|au sujet d[eu]s?|contre|avec|envers|en|dans|à l['’]égard d[eu]s?|à propos d[eu]s?"
    r"|sobre|acerca de|respecto (?:de|a)|contra|con|hacia|en relación con"
    r"|об?|обо|про|против|с|со|в|во|по|относительно|в отношении|к|на"
    r")\s+(?:the\s+|l['’]\s*|la\s+|le\s+|les\s+|el\s+|los\s+)?"
    r"|\b(?:بشأن|حول|عن|ضد|تجاه|إزاء|في|مع|على)\s+"
    r"|(?:关于|针对|有关|对于|对|与|同|在|就)\s*)$",
    re.IGNORECASE,
)
WITHIN = re.compile(r"\b(?:in|dans|en|в|во|per|from)\s+(?:the\s+)?$", re.IGNORECASE)
JOINED = re.compile(
    rf"(?:['’]s)?(?:\s|[,،、，&]|\b(?:and|et|y|e|и|or|ou|o|u|или)\b|أو|و|和|与|同|及|以及|或)*{ARTICLES}", re.IGNORECASE
)

TELLS = re.compile(rf"\b(?:{VERBS}|{NOUNS})\b|{_CHINESE_FAR}|{_CHINESE_NEAR}|文件|案文|发言", re.IGNORECASE)
_MANY = (  # plural: "the 2010 document" is a matter, "documents of 2010" is where to look
    r"papers|statements|submissions|proposals|interventions|documents|working papers?|documents? de travail"
    r"|déclarations|propositions|documentos(?: de trabajo)?|declaraciones|propuestas|документ(?:ы|ов|ах)"
    r"|заявлени(?:я|й|ях)"
    r"|предложени(?:я|й|ях)|(?:ال)?(?:ورقات|أوراق|وثائق|بيانات|مقترحات)(?: (?:ال)?عمل)?"
)
SAID_BEFORE = re.compile(rf"(?:\x01|\b(?:{SAID}|{_MANY})|文件|案文|发言)[\s,،，在于自从]*$", re.IGNORECASE)
SAY_BEFORE = re.compile(
    r"\b(?:say|propose|suggest|state|argue|submit|present|publish|recommend|write)\s*$", re.IGNORECASE
)
DID = re.compile(r"\bdid\b", re.IGNORECASE)
PAPERS_AFTER = re.compile(rf"^(?:\s+(?:{PAPERS})\b|\s*的?(?:工作文件|文件|案文|发言))", re.IGNORECASE)
SAID_SOMEWHERE = re.compile(rf"\b(?:{SAID})\b|说了|说过|提出|表示|提交|发表", re.IGNORECASE)

MONTHS = (
    r"january|janvier|enero|январ[ьяе]|يناير|كانون الثاني",
    r"february|février|febrero|феврал[ьяе]|فبراير|شباط",
    r"march|mars|marzo|март[ае]?|مارس|آذار",
    r"april|avril|abril|апрел[ьяе]|أبريل|نيسان",
    r"may|mai|mayo|ма[йяе]|مايو|أيار",
    r"june|juin|junio|июн[ьяе]|يونيو|يونيه|حزيران",
    r"july|juillet|julio|июл[ьяе]|يوليو|يوليه|تموز",
    r"august|août|agosto|август[ае]?|أغسطس|آب",
    r"september|septembre|septiembre|сентябр[ьяе]|سبتمبر|أيلول",
    r"october|octobre|octubre|октябр[ьяе]|أكتوبر|تشرين الأول",
    r"november|novembre|noviembre|ноябр[ьяе]|نوفمبر|تشرين الثاني",
    r"december|décembre|diciembre|декабр[ьяе]|ديسمبر|كانون الأول",
)
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩０１２３４５６７８９", "01234567890123456789")
DECIDED = (
    r"(?:\b(?:agreed|adopted|decided|convene?u?e?s?|adoptée?s?|décidée?s?|acordad[oa]s?|acordó|aprobad[oa]s?|adoptad[oa]s?"
    r"|согласован\w*|принят\w*|اتفق عليه|اعتمدت?|اعتمد)|商定|通过)\s*$"
)

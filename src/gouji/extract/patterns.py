"""Every regular expression of the narrative, named, with what it accepts and refuses. All work on folded text.

Numbers are led by `(?<![\\d,.])` so that matching stays linear on hostile input.
"""

from __future__ import annotations

import re

# A number with what follows it: 1,234.56万元 · 12.5% · 1.2个百分点 · 千分之四 · 13.5万件 · 581.24万余元.
# Refuses a number inside a longer one or after a Latin letter.
NUMBER = r"(?<![\d,.A-Za-z])(?P<sign>(?<![%\d~—\-至])-)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
DIGITS = re.compile(r"\d[\d,.]*")  # where a number may begin, and as far as it may reach
MEASURE_WORD = (
    r"(?:平方米|平方公里|立方米|公顷|公里|千米|小时|人次|批次|人次数|车次|场次|亩次|例次|个月|"
    r"[个项件次人辆台套批家户名期份篇条起所处亩吨座栋间部本册场届组团支位只头株棵艘架枚卷段门类款种级层桌张片村镇县街天年月日周岁分元字米顿袋箱瓶例宗笔对双口])"
)
QUANTITY = re.compile(
    NUMBER
    + r"(?P<gap> ?)(?P<loose>余|多|几)?(?P<unit>百万元|千元|亿元|万元|元|[万亿](?P<loose2>余|多)元|个?百分点|%|‰|[万亿](?:余|多)?"
    + MEASURE_WORD
    + r"|"
    + MEASURE_WORD
    + r"|[万亿](?![\d]))?(?P<after>余|多)?"
)
NUMERAL_RATIO = re.compile(r"(?P<base>百分|千分)之(?P<numeral>[零〇一二两三四五六七八九十百点]{1,8})")

# What looks like a quantity and is none: years, months, days, document numbers, codes, table numbers, telephone numbers.
DATE_UNIT = frozenset("年月日")
APPROXIMATE_BEFORE = re.compile(r"(?:约|近|大约|约为|将近|超过?|突破|逾|共约|左右)$")
APPROXIMATE_AFTER = re.compile(r"(?:左右|余|多|以上|上下|有余)")
BOUND_BEFORE = re.compile(
    r"(?:[≥≤><]=?|不低于|不少于|不高于|不超过|不得超过|控制在|大于|小于|高于|低于|以内|达到或超过|至少|至多|最多|最少|最高|不到|不足|不满|未达到?|达不到|没到|单价|单位价值|价值)$"
)
# Where nothing hedges a number, as is usual: a stop behind it, before it a character that ends none of the three patterns
STOPS_AFTER = frozenset(("", *"，。;、:)"))
HEDGES_END = frozenset("约近为超过破逾右≥≤><=于在内少多高价值到足满达—~～至-")
BOUND_AFTER = re.compile(r"(?:\((?:含|不含)\)|以上|以下|以内|及以上|之内|[都还]*(?:不到|不足|不满|打不住|不止))")
RANGE = re.compile(r"^[%万元]*(?:-|—|~|～|至|到)\d")
RANGE_BEFORE = re.compile(r"[\d%万元](?:—|~|～|至|-)$")
CODE_BEFORE = re.compile(r"(?:表|附件|附表|第|公开|图|编号|电话|邮编|号|字|〕|\[\d{4}\]|No\.?|代码|编码)\(?$")

# Clause limits. A stop after a quantity also ends a clause, whatever follows.
CLAUSE_STOP = re.compile(r"[，。;:!?]|,(?!\d)")
SENTENCE_STOP = re.compile(r"[。!?]|;(?!\))")

_DIRECTION = r"减幅|增长|增加|上升|提高|上涨|增幅|扩大|多|下降|减少|降低|降幅|下滑|缩减|压减|压缩|削减|回落|节约|少"
# 压减到8.00万元 states a level, 增加额为 a change
LEVEL_CHANGED = re.compile(
    r"(?:增加|增长|上升|提高|扩大|减少|下降|降低|下滑|缩减|压减|压缩|削减|回落|调整|调减|调增|降)(?:到|至|为)$"
)
UP = frozenset(("增长", "增加", "上升", "提高", "上涨", "增幅", "扩大", "多", "超出", "超", "多于", "高于"))
# 增长8.12% · 同比下降 · 增幅为 · 减少了 ; refuses 增加(减少) as printed in templates
GROWTH_CUE = re.compile(
    rf"(?P<dir>{_DIRECTION})(?:\(下降\)|\(减少\)|\(降低\))?(?:了|幅度|率|比例|比率|额|数|约|近|幅)*(?:分别)?(?:各)?(?:为|达到?|到|是|:)?$"
)
# …增加371.15 · 减少了 · 多支出 · 净增
CHANGE_CUE = re.compile(
    rf"(?P<dir>{_DIRECTION})(?:了|额|数|金额|支出|收入|预算|额度|资金|经费)*(?:分别)?(?:各)?(?:约|近)?(?:为|达|是|:)?$"
)
# 超出年初预算16.66万元 · 少于预算0.13万元: by so much; 超过 leaves it open and is none
EXCEEDING_CUE = re.compile(
    r"(?P<dir>超出|超(?=预算)|少于|低于|多于|高于)(?:了)?(?:年初|全年|调整后?)?(?:支出|收入|部门)?预算(?:数|安排)?(?:了)?$"
)
# What stands before the amount of 占…x万元的y%, 为年初预算x万元的y%
SHARE_OF_AMOUNT = re.compile(r"占(?:到)?[^，。;:]*$")
RATE_OF_AMOUNT = re.compile(r"(?:完成|占|为|是|达到?)了?[^，。;:]{0,6}预算[^，。;:]{0,8}$")
LONGEST_BASE = 40  # characters between 占 and the amount it is of
SHARE_CUE = re.compile(
    r"(?:(?P<verb>占(?:到)?)(?P<base>[^，。;:]{0,40}?)(?:的)?(?:比重|比例|比率|份额|总额|百分比|比)?(?:为|达到?|是|:)?(?:约|近)?|(?P<bare>占比|所占比重|所占比例|比重|占比重)(?:分别)?(?:为|达到?|是|:)?)$"
)
# 完成年初预算的100% · 为年初预算的98% · 预算执行率为 · 完成率
OF_A_BUDGET = re.compile(r"\([^()]*(?:拨款|预算|基金|资金)[^()]*\)")
EXECUTION_CUE = re.compile(
    r"(?:(?:完成|占|为|是|达到?)了?(?P<base>(?:年初|全年|调整后?|调整|本年|当年|年度|批复)?(?:财政拨款|支出|收入|部门)?预算(?:数|总额|安排|收入|支出)?)的?(?:比例为|比率为)?(?:约|近|为)?"
    r"|(?P<rate>(?:年初|全年|调整后?|调整)?预算?(?:执行|完成)(?:率|比例|比率|进度|率约)|支出进度|完成率|执行率|执行进度)(?:分别)?(?:为|达到?|是|:)?(?:约|近)?)$"
)
INITIAL_CUE = re.compile(
    r"年初(?:部门|支出|收入|财政拨款|安排|批复)*预算(?:数|总额|安排|金额|支出|收入)*(?:合计|共计|总计)?(?:分别)?(?:为|是|:|共)?(?:约)?$"
)
ADJUSTED_CUE = re.compile(
    r"(?:全年|调整后?的?|调整|变动后|年中调整)(?:部门|支出|收入)*预算(?:数|总额|安排|金额|支出|收入)*(?:合计)?(?:为|是|:)?(?:约)?$"
)
BUDGET_CUE = re.compile(
    r"(?<!公共)(?<!经营)(?<!基金)预算(?:数|总额|金额|安排|资金|控制数|总数|支出|收入)*(?:合计|共计|总计)?(?:分别)?(?:为|是|:|共)?(?:约)?$"
)
# 预算、决算均为0.00万元 says both, and is held against the table as the final account
FINAL_CUE = re.compile(
    r"(?:(?:年初|全年)?预算(?:数|安排)?[、和与及])?(?:支出|收入|实际)?(?:决算|执行)(?:数|总额|金额|支出|收入)*(?:合计|共计|总计)?(?:分别|均|都|同)?(?:为|是|:|共)?(?:约)?$|实际(?:支出|完成|执行|发生|使用|收入|到位)(?:数|额|金额|资金)?(?:为|:)?$"
)
BASIS_CUES = (INITIAL_CUE, ADJUSTED_CUE, BUDGET_CUE, FINAL_CUE)
BASIS_SIGN = re.compile("算|执行|实际")  # one of these stands in every cue
# Words between a subject and its number that say nothing: looked up from the end, the longest first
LEVEL_FILLERS = frozenset(
    re.split(
        r"\|",
        "整体|总体|共计|合计|总计|总额|总数|金额|共|约|为|是|达|达到|计|有|安排|支出|实际|实现|完成|投入|资金|各|均|分别|近|:|拨付|拨款|下达|使用|(|其中|数|额|"
        "经费支出|到|发生|涉及|预计|收入|列支|用于|由|从",
    )
)
LONGEST_FILLER = max(map(len, LEVEL_FILLERS))
# 口径 and time said anywhere in the clause of a level
INITIAL_SAID = re.compile(r"年初(?:部门|支出|收入|财政拨款)*预算")
ADJUSTED_SAID = re.compile(r"全年预算|调整后?的?预算")
ARRANGED = re.compile(r"安排(?!的)|批复|下达")
PARTLY = re.compile("[半季月除]")  # one of these stands in every PARTIAL, and is found eight times as fast
PARTIAL = re.compile(
    r"[上下]半年|[一二三四]季度|截至(?:20\d{2}年)?(?!12月)\d{1,2}月|(?<!\d)\d{1,2}(?:月)?[-—至~]\d{1,2}月|扣除|剔除"
)
TOGETHER = re.compile(r"^[、，]?(?:和|及|与|以及)?(?:增长|增加|上升|提高|下降|减少|降低)?$")
# What a change or rate compares with.
VERSUS = re.compile(
    r"(?:(?:比|较)|(?:超出|超|[少低多高]于)(?=[年全调支部]?[^，。;:]{0,4}预算)|(?:与|同)(?=20\d{2}年|上年|去年|上一年|年初|预算|全年|以前))(?P<what>[^，。;:]{0,24}?(?:上年|去年|上一年|20\d{2}年|年初预算|全年预算|调整预算|预算|以前年度|年初(?![^，。;:]{0,12}(?:预算|安排|批复|计划|下达)))(?:年初|年|度|同期|决算|预算|执行|财政拨款|支出|收入|安排|数)*[^，。;:]{0,12}?)(?:相比|相较|比较|对比)?(?=$|各|增|减|下|上|提|多|少|降|压|缩|持|基|有|，|,|[一-鿿])"
)
LED_BY_VERSUS = re.compile(r"[与同较比][^，。;:]{2,16}(?:相比|相较|比较)，$")  # …与上年相比， right before a clause
VERSUS_BASIS = re.compile(r"(?<!公共)(?<!经营)(?<!基金)预算|决算|执行")
COMPARING = re.compile("[比较与同超]|[少低多高]于")  # one of these stands in every comparison
YEAR_NUMBER = re.compile(r"(?<![\d,.])20\d{2}(?=年)")  # refuses the 2055 of 2055.20万元
# The start of a paragraph about what the last one was: 费用支出较年初预算数减少…
GOES_ON = re.compile(
    r"(?:(?:费用|该项|此项|上述)?支出)?(?:较|比|与)(?:上年|年初|全年|20\d{2}年)[^，。;:]{0,12}(?:增|减|持平|一致|相比)"
)
COMPARED = re.compile(r"(?:比|较|与|同)[^，。]{0,16}(?:相比|相较)")
A_YEAR = re.compile(r"(20\d{2})年")
YOY = re.compile(r"同比|环比|年增长|上年同期")
LAST_YEAR = re.compile(r"(?<!加)上年|去年|上一年|以前年度")  # refuses 加上年初
INITIAL_BUDGET = re.compile(r"年初(?:部门|支出)?预算")
BUDGET = re.compile(r"预算")
# 上年决算数 · 上年其他收入; refuses 上年结转, which is money of this year, and 加上年初结转
PRIOR_LEVEL = re.compile(r"(?:(?<!加)上年|去年|上一年)(?!结转|结余|末)")

# 年初80.00万元 · 年初余额为: where a balance stood before; refuses 年初结转, money of this year, and 年初预算
OPENING_LEVEL = re.compile(r"年初(?:的)?(?:余额|原值|净值|数)?(?:为|是|:)?$")
# 追加150.00万元 · 年中调减: a step from one budget to the next, no level of its own
BUDGET_STEP = re.compile(
    r"^(?:(?:年中|中期|期中|全年|当年|预算)(?:预算)?)?(?:追加|调增|调减|核增|核减)(?:预算|资金|指标)*(?:了|为|:)?$"
)
# …，合计1456.15万元: a total of what has just been listed
BARE_TOTAL = re.compile(r"^(?:合计|总计|共计)(?:为|是|:)?$")
# 占基本支出400.00万元 · 比计划的65.00万元: what another number is held against
HELD_AGAINST = re.compile(r"^[占比较]")

# 收入 or 支出 said by itself
SIDE = re.compile(r"(?:本年|当年|全年)?(?P<side>收入|支出)(?:总额|合计|决算|预算|安排|数|为|共)*")
# Words before an amount that name no subject: 共涉及资金 · 涉及一般公共预算 · 资金总额
MONEY_WORDS = re.compile(
    r"(?:共|涉及|资金|金额|总|额|合计|预算|一般公共|财政|拨款|项目|安排|为|计|总计|当年|本年|投入|规模|全部){1,8}"
)
PATH = re.compile(
    r"(?P<name>[^，。;:()\d“”]{2,40}(?:\([^()类款项]{1,16}\)[^，。;:()]{0,24})?)\((?P<level>类|款|项|项级)\)"
)
ITEM_LEAD = re.compile(
    r"^[-*•·]*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)[、.]?|\d{1,2}[、.](?!\d)|\d{1,2}\.(?=\d{4}年)|[①-⑳])"
)
# What an item heading adds to a project's name: …项目绩效自评综述
PROJECT_END = re.compile(r"(?:项目)?(?:支出)?(?:绩效)?(?:自评|评价)?(?:综合)?(?:综述|情况|结果)(?:说明)?$|项目$")
# What a heading says about itself: …支出决算具体情况说明
HEADING_END = re.compile(
    r"(?:财政拨款)?(?:支出)?(?:决算|预算)?(?:具体|总体|安排|构成|结构|增减变动)*(?:情况)*(?:说明)?$"
)
HEADING_ENDS = frozenset("款出算体排成构动况明")  # the last characters of what it accepts, where that is anything
# Legal leftovers before a subject: time, connectives, the office itself; anything else means the words are not the subject alone.
LEFTOVERS = (
    *re.split(
        r"\|",
        "其中|本年|当年|全年|今年|上年|去年|同期|部门|单位|我办|我局|本级|主要|分别|各|财政拨款|安排|决算|预算|年初|支出|收入|共|总|资金|方面|"
        "一是|二是|三是|四是|五是|六是|首先|另外|此外|同时|批复|完成|开支|反映|发生|实现|列支|加上",
    ),
    *":：，、“”（(年度中于用为是含括及和与)）",
)
# 人均100元 · 单价 · 每套: a price, never a total
UNIT_PRICE = re.compile(
    r"(?:人均|户均|单价|均价|平均|日均|单位成本|标准|[车人户]均|每[人户亩件次套辆台天月年学生个])[^，。;:]{0,8}$"
)
# Words that hand an amount to somebody else: 县文化馆等4个事业单位公用经费
OTHER_UNIT = re.compile(
    r"(?:所属|下属|直属|等(?<!\d)\d{1,4}[个家所]|(?<!\d)\d{1,4}[个家所]|二级)[^，。;:]{0,10}$|不含[^，。;:]{0,12}$|全部$|全系统$"
)
# Offices that a clause may speak of instead of the whole department: 云栖林场, 局机关, 县图书馆; refuses 机关运行经费
OFFICE = re.compile(
    r"(?P<part>[局委办院厅部处]机关(?!运行|事业|服务)|(?:机关)?本级)|(?P<name>[一-鿿]{2,16}?(?:林场|农场|牧场|茶场|苗圃|中心|[大支总中]队|办公室|委员会|"
    r"管理[处局所站]|学校|[小中大]学|幼儿园|医院|卫生院|保健院|图书馆|博物馆|文化馆|档案馆|体育馆|研究[所院]|[测作务播]站))"
)
OFFICE_SIGN = re.compile(
    "[关级场圃心队室会处局所站校学园院馆]"
)  # one of these stands in every OFFICE, and is found at once
SUBORDINATE = re.compile(r"所属|下属|直属|二级(?:预算)?单位")
# 政府性基金预算 before 年初结转和结余: the name belongs to another budget than the plain words would say
OTHER_SCOPE = re.compile(
    r"(?:政府性基金(?:预算)?(?:财政拨款)?|国有资本经营(?:预算)?(?:财政拨款)?|一般公共(?:预算)?(?:财政拨款)?|财政拨款)$"
)
OFFICE_END = re.compile(
    r"(?:办公室|委员会|中心|单位|部门|局|委|办|院|校|所|处|会|厅|馆|站|队|署|行|部|府|学|园|台|室|社|段)$"
)

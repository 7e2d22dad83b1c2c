"""Made-up prompts of about a hundred characters, half of them Chinese.

Earlier words of a list come more often, so that a search meets common, rare and absent ones.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random

ENGLISH = {
    "subject": """a fox|an old lighthouse|a glass teapot|two children|a paper boat|a red kite
        |a night market|a small robot|a stone bridge|a sleeping cat|a field of poppies|a violin
        |an astronaut|a ceramic bowl|a wooden chair|a grey heron|a street musician|a greenhouse
        |a vintage camera|a mountain hut|a sailing ship|a bowl of ramen|a jade comb|a quetzal
        |an abandoned funicular|a clockwork beetle|an ammonite|a zoetrope""",
    "place": """in the rain|on a cliff above the sea|under a maple tree|in a quiet library
        |at the edge of a forest|on a rooftop at dusk|beside a frozen lake|in an empty station
        |among tall grass|in a narrow alley|on a marble table|below the northern lights
        |in a sunlit studio|at a crowded crossing|inside a cathedral|on a salt flat|in a caravanserai""",
    "style": """watercolour|oil on canvas|35mm film photograph|flat vector illustration
        |isometric render|ink drawing|claymation still|studio product shot|matte painting
        |risograph print|charcoal sketch|low poly|gouache|cyanotype|daguerreotype""",
    "light": """soft morning light|golden hour|overcast sky|neon reflections|candle light
        |hard midday sun|moonlight through mist|backlit dust|rim light|bioluminescent glow""",
    "detail": """shallow depth of field|muted colours|wide angle|high detail|lots of negative space
        |symmetrical composition|film grain|long exposure|seen from above|pastel palette
        |strong diagonal lines|macro close-up|tilt-shift|anamorphic flare""",
}
CHINESE = {
    "subject": """一只狐狸|旧灯塔|穿红裙的女孩|江边的渔船|青花瓷茶壶|夜市小摊|雪中的竹林|骑自行车的老人
        |一群白鹤|木雕窗格|纸灯笼|机器人|山间的石桥|一碗热汤面|弹古筝的乐师|屋檐下的猫|荷花池塘
        |远方的雪山|孔明灯|麒麟|敦煌飞天""",
    "place": """在细雨中|在黄昏的屋顶上|在安静的图书馆里|在云海之上|在老街的转角|在结冰的湖边
        |在满月之下|在金色的麦田里|在古镇的小巷|在玻璃温室里|在戈壁深处|在废弃的车站""",
    "style": """水墨画风格|工笔重彩|胶片摄影|扁平插画|等距视角渲染|油画质感|剪纸艺术|版画效果
        |赛博朋克|极简主义|皮影戏""",
    "light": """清晨柔和的光线|逆光|霓虹倒影|烛光摇曳|薄雾弥漫|正午强光|月色朦胧|荧光""",
    "detail": """浅景深|高细节|大量留白|对称构图|长曝光|俯视角度|低饱和色调|广角镜头|颗粒感
        |色彩对比强烈|移轴""",
}


def _list(text: str) -> tuple[list[str], list[float]]:
    words = [word.strip() for word in text.split("|")]
    return words, list(accumulate(1 / place**1.2 for place in range(1, len(words) + 1)))


TABLES = {
    "english": {name: _list(text) for name, text in ENGLISH.items()},
    "chinese": {name: _list(text) for name, text in CHINESE.items()},
}


def prompt(random: Random) -> str:
    chinese = random.random() < 0.5
    tables = TABLES["chinese" if chinese else "english"]
    parts = [_some(random, tables, "subject") + ("" if chinese else " ")]
    parts[0] += _some(random, tables, "place")
    parts += [_some(random, tables, name) for name in ("style", "light", "detail", "detail")]
    if chinese:
        parts += [_some(random, tables, "subject") + _some(random, tables, "place")]
        parts += [_some(random, tables, "light"), _some(random, tables, "detail")]
    # A number keeps the prompts of one author apart, and is a word that is found once.
    return (",".join(parts) if chinese else ", ".join(parts)) + f" {random.randrange(10**12)}"


def _some(random: Random, tables: dict[str, tuple[list[str], list[float]]], name: str) -> str:
    words, weights = tables[name]
    return random.choices(words, cum_weights=weights)[0]

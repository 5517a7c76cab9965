"""Four invented documents, and what is known of them."""

import pandas as pd

TEXTS = {
    "county_2010": "粮食播种面积稳定在40万亩。\n新建高标准农田3万亩。\n生猪存栏恢复到12万头。\n落实惠农补贴资金2000万元。",
    "county_2012": "推进农业产业化经营。\n新建大棚蔬菜基地5000亩。\n修建乡村公路80公里。\n完成病险水库除险加固。",
    "city_2018": "市人民医院新院区建成投用。\n新增床位300张。\n家庭医生签约服务覆盖率达到76%。\n全面加强疫情防控。",
    "city_2021": "推进公立医院综合改革。\n新建社区卫生服务中心6个。\n医保报销比例提高5个百分点。\n新建小学2所。",
}
METADATA = pd.DataFrame(
    {"document_id": list(TEXTS), "level": ["county", "county", "city", "city"], "year": [2010, 2012, 2018, 2021]}
)

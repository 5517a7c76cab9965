"""What single lines say: advertising, navigation, catalogue fields, dates, speakers, signatures, titles, figures."""

import re

from research.text.patterns import compile_on_use

_ADVERTISES = compile_on_use(
    r"(QQ|ＱＱ|qq)\s*(：|:)|(点击|戳)(这里|此处|下载|标题?[上下左右][方角])|点击[上下左右][方角]|^©|^(微信号|功能介绍)\s|下载(本文|地址|链接|积分|须知|次数[：:])"
    r"|(全文|文档|范文|Word版?|PDF版?)(免费)?下载|更多(精彩|精品|相关)?(范文|公文|讲话稿|文稿|素材)|更多(精彩|精品|相关)(资料|文章|材料|文档)|版权所有(?![人者权])|ICP备|ICP证|公网安备|上一篇|下一篇"
    r"|(责任)?编辑[：:]|收录于(合集|话题|专辑)|上一页|下一页|本文共\d+页|本文(来自|来源|由|链接|转载)|以下文章来源于|转载请注明|会员(登录|登陆|注册|专享)|加入收藏|设为首页"
    r"|字体[：:]?\s*[【\[]?(大|小)|打印本页|关闭窗口|(浏览|阅读|点击)(次数|量|数)[：:]"
    r"|公文(写作|资料)(网|群|库)|(范文|文秘|公文|材料|资料)网[\s，。！：:|-]|网站标识码"
    r"|随时(告诉|告知)我[！!。]?$|希望(以上|这[份篇些]).{0,12}(有所?帮助|有用)|(内容|文章|文本|回答|答案)[由为]?(AI|人工智能)(辅助)?生成|(使用|启用).{0,6}(Cookie|cookie)|(打开|下载|进入)(APP|App|客户端)[，,]|^(听全文|写评论|全部评论|听新闻)|仅供(学习|参考|会员)|加(群主|客服|微信|QQ)|原文链接|信息来源[：:]|如有侵权|侵删|(会员|网友|用户)上传|请自觉遵守互联网|法宝引证码"
)
_PAGE_HEAD = compile_on_use(
    r"(.{2,40}[\s\u3000·|—-]+)?第\s?\d{1,4}\s?页([\s,，/]*共\s?\d{1,4}\s?页)?|([\[【]\d{1,3}[\]】]\s*){2,}(下一页|尾页)?|[—–－-]\s?\d{1,4}\s?[—–－-]|第\s?[\dA-Z]{1,3}\s?版(?:[：:\s].{0,10})?|(?:PART|Part|CHAPTER|Chapter)\.?\s?(?:\d{1,2}|[A-Z]{1,5}|[一二三四五六七八九十])"
)
_POSITION = compile_on_use(
    r"(您|你)(现在|当前|目前)?的?(所在|所处)?的?位置是?\s?[：:]|(现在|当前|目前|所在)的?(所在)?位置是?\s?[：:]|^位置[：:]\s*(网站)?[首主]页"
    r"|点.{0,6}蓝字"
)
# What reports write of, too: it advertises where the line is no sentence, or asks the reader for something.
_MAY_ADVERTISE = compile_on_use(
    r"(QQ|ＱＱ|qq)\s*(交流|微信)?[群号]|微信公众号|扫一扫|扫描(下方|左侧|右侧)?二维码|https?://|\bwww\.|点击(查看|查阅|浏览|观看|阅读|进入)|分享到"
    r"|返回(顶部|首页|列表)|技术支持[：:]|网站地图|联系我们|免责声明|更多(资料|文章|材料|文档)|请勿外传|(禁止|严禁)转[载卖]|主办单位[：:]"
)
_ASKS = compile_on_use(
    r"([QＱq群号]|微信)[^，。]{0,6}\d{5,}|[XxＸ×]{4,}|下载(?!次数|量|.{0,6}(表|APP|客户端|附件))|索取|请加|交流[QＱq]|(号|群)[：:]|扫码(关注|加|进|入|领|下)"
    r"|(^|[、，。！])更多.{0,4}(范文|公文|讲话|资料|文章|材料|文稿|素材|文档|精彩|资讯|详情|请)|(^|[、，。！请迎即])(加(入|群|Q|微信)|添加|(关注|订阅)(我们|本|微信|公众号|[：:]))"
)
_MARKED = compile_on_use(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)是要]|第[一二三四五六七八九十\d]{1,3}[章节条，、]|[①-⑳]"
)
_ITEM = compile_on_use(r"[（(]?[一二三四五六七八九十]{1,3}([、）)]|是|要)|[（(]?\d{1,2}[.．、）)]")

# Labels of letters that citizens write to an office, and of its answers.
_OF_LETTERS = r"((?:(?:当前|处理)?状态)|(来信|来电|写信|信件|留言|咨询|投诉|诉求|工单|提问|答复|回复|回访|受理|办理|办结)(人|网友|时间|日期|单位|部门|机构|编号|状态|类型|类别|标题|结果))"
_LETTER_FIELD = compile_on_use(
    rf"{_OF_LETTERS}\s*[：:]\s*[^，。；]*|(来信|信件|留言|咨询|投诉|提问|答复|回复)(内容|正文)\s*[：:]"
)
# Labels of the catalogue of a document, as sites, databases and registries print it above the text.
_LABEL = (
    r"(索引号?|索引编号|信息索引|主题分类|主题词|关键词|组配分类|体裁分类|信息分类|服务对象分类|分类|类别|公文种类|文件类型|文种|标题|题名|名称|文件名称|信息名称"
    r"|发文机关|发文单位|发布机构|发布机关|发布单位|颁布机关|制定机关|公布机关|信息来源|文章来源|来源|稿源|作者|供稿|撰稿|录入|编辑|责编|责任编辑|校对|审核|审核人|签发|签发人|上传|上传者|发布人|发布者|信息提供"
    r"|发文字号|文号|文件编号|发布文号|批准文号|公文字号|编号|密级|紧急程度|份号|成文日期|成文时间|发文日期|发文时间|发布日期|发布时间|发布|公布日期|公开日期|公开时间|生成日期|印发日期|更新时间|更新日期|施行日期|实施日期|生效日期|废止日期|失效日期|时间|日期|上传时间"
    r"|有效性|效力状态|时效性|效力级别|效力等级|法规类别|公开方式|公开属性|公开范围|公开类别|主动公开|有效期|统一编号|登记号|规范性文件编号"
    rf"|(会议|访谈|直播|发布会)?地点|(会议|访谈|直播|发布会)时间|(会议)?议题|嘉宾|主持|主持人|听证人|记录|记录人|记录员|书记员|记录整理|主题|整理|(出席|列席|缺席|请假|参会|参加|与会|发布|受访)(人|人员|领导|单位)?|解读(人|机关|单位)|{_OF_LETTERS}|满意度(评价)?|监制|终审|初审|复审|原标题|法规(标题|名称)|颁布(单位|时间|日期|部门)|发布部门|批准(单位|时间|日期|部门)|摄影|文字|图片|图|文|策划|统筹|核稿|排版|制图|签发人"
    r"|浏览次数|浏览量|浏览|阅读|阅读量|阅读次数|点击数|点击量|点击次数|访问量|字号|字体|字体大小|大小|下载次数|下载积分|法宝引证码|原文链接|链接|网址|二维码|附件下载|相关附件|发件人|收件人|发送时间|发送日期|(数据|资料)来源)"
)
_FIELD = compile_on_use(
    rf"[【\[（(]?{_LABEL}[】\]）)]?(\s*[：:|｜丨]|$)|【({_LABEL}|全文|正文)】"
    r"|(来源|文字?|图片?|摄影|编辑|责编|审核|供稿|撰稿)\s*[/／]\s*\S"
)
_BETWEEN_FIELDS = compile_on_use(r"\s{2,}|[\t\u3000|｜]+|\s(?=[^\s：:]{2,8}[：:])|(?<=\d)\s(?=[\u4e00-\u9fff])")
_DATE_AND_TIME = compile_on_use(
    r"[\[【（(]?((19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?)?\s*(星期[一二三四五六日])?\s*(\d{1,2}[:：]\d{2}([:：]\d{2})?)?[\]】）)]?"
)
_ATTENDS = compile_on_use(r"(出席|列席|请假|缺席|参加|参会|与会)(人|人员|单位|领导|名单)?\s*[：:][^。；]*")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文某艾欧司马上官"
)
PERSON = rf"[{_SURNAMES}][\s\u3000]?(?:[\u4e00-\u9fffXx×ＸＸ*]{{1,2}}|[\u4e00-\u9fff]·[\u4e00-\u9fff]{{1,8}})"
"""A name of a person that begins with a surname."""
_TIME = r"[\[［（(]?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,3})?)?[\]］）)]?"
_SPOKEN = r"(?:发言人|说话人|讲话人|主持人|记者|嘉宾|Speaker)\s?[\dA-Za-z]{0,2}"
_STAMP = compile_on_use(
    rf"{_TIME}\s*[^\s，。；：:\d][^，。；：:]{{0,20}}[：:]|{_TIME}\s*{_SPOKEN}|{_SPOKEN}\s*{_TIME}\s*[：:]?"
    rf"|[^，。；：:\d]{{1,20}}\s*[\[［（(]?\d{{1,2}}[:：]\d{{2}}[:：]\d{{2}}[\]］）)]?\s*[：:]?"
)
_PATH = compile_on_use(r"(?:[首主]页|网站首页)\s*(?:[>＞»›→/]|&gt;)")
_BYLINE = compile_on_use(
    r"\S{2,12}\s+20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+\S{2,6})?"
    r"|发表于.{0,6}"
    r"|[\u4e00-\u9fff]{2,8}(?:评论员|记者|通讯员)(?:文章)?"
    r"|[（(]?(?:(?:本报|本台|本网|本刊)?(?:见习|特约|首席|实习)?(?:记者|通讯员|评论员|撰稿)[\s\u3000]+[\u4e00-\u9fff·]{2,4}(?:[\s\u3000、]+|(?=[）)]?$)))+[）)]?"
    rf"|[□■◎○●◆◇]\s*(?:本[报刊网台])?(?:记者|通讯员)?\s*{PERSON}(?:[\s\u3000]+{PERSON})*"
)
_AUTHORS = compile_on_use(  # 宋某某1，韩某某2
    rf"(?=\D{{1,12}}\d){PERSON}[\d*＊,，]{{0,4}}(?:[\s\u3000，,、;；]+{PERSON}[\d*＊,，]{{0,4}})*"
)
_AFFILIATION = compile_on_use(r"[（(][^（()）。]{6,110}\d{6}[）)]")  # of the authors of a paper, with the postcode
_OF_PAPER = compile_on_use(
    r"[【\[［]?\s*(?:关\s?键\s?词|中图分类号|文献标[识志]码|文章编号|收稿日期|修回日期|作者简介|作者单位|通[讯信]作者|第一作者|基金项目(?=.{0,40}(?:基金|课题|项目)))\s*[】\]］]?\s*[：:]\s*\S"
)
_CRUMBS = compile_on_use(
    r"^(?:[\[【][\u4e00-\u9fff]{2,6}[\]】]\s*){3,}$|^(首页|主页|网站首页)\s*[>＞»›→|｜/-]|[>＞»›]\s*[\u4e00-\u9fff]{2,10}\s*[>＞»›]|^【?(大|中|小|打印|关闭|纠错|收藏|分享)】?(\s*【?(大|中|小|打印|关闭|纠错|收藏|分享)】?)+$|^[\[【（(]?\s*(打印(本页|文章|此页)?|关闭(本页|窗口)?|收藏(本页)?|分享|纠错|返回(列表|上级)?)\s*[\]】）)]?$|^\d+\s*(/|／)\s*\d+$"
    r"|登录\s*[|｜]\s*注册|注册\s*[|｜]\s*登录|^[-—=*_·.\s]{3,}$|^[—–-]\s*\d{1,4}\s*[—–-]$|^第\s*\d+\s*页(\s*[,，/]?\s*共\s*\d+\s*页)?$"
)
_FURNITURE = compile_on_use(
    r"^[（(【\[]?(责任编辑|责编|编辑\s*[：:|｜丨]|审核\s*[：:|｜丨]|校对[：:]|相关(链接|解读|阅读|新闻|文章|文件|附件|报道|稿件|推荐|内容|信息|政策|专题)([：:】\]]|$)|(政策|文件|图文|图解)解读([：:】\]]|$)|延伸阅读|推荐阅读|热门(文章|推荐|阅读|标签)|猜你喜欢|(您|你)可能(还|也)?(会)?(感兴趣|喜欢|想看)|为(您|你)推荐|(精彩|热点|相关)推荐|大家(还|都)在看"
    r"|原载[于：:《]|上一篇|下一篇|上一条|下一条|分享([到至]|[：:]|按钮|$)|扫一扫|扫码|长按|打印|关闭|返回(顶部|首页|列表|上页)|附件下载|点击下载|友情链接|网站(地图|声明|标识码|首页|导航)|关于我们|联系我们|法律声明|隐私(政策|声明)|使用帮助|版权(所有|声明)|免责声明|声明[：:]"
    r"|主办(单位)?[：:]|承办(单位)?[：:]|协办(单位)?[：:]|运维|技术支持|地址[：:]|邮编[：:]|备案号|Copyright|©|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?(ICP|公网安备)"
    r"|抄送|抄报|主送|分送|共印|印数|收藏|点赞|在看|评论|文档评论|我要(评论|纠错|收藏)|纠错|用户评论|网友评论|登录后|本文(来自|来源|链接)|转载|来源\s*[：:|｜丨]|更多>>|查看更多|阅读原文|往期|关注我们|投稿|预览时标签不可点|喜欢此(?:内容|文章)的人还)"
    r"|ICP备|公网安备|政府网站标识码|版权所有|(印|打印)[：:]?\s*\d+\s*份[）)]?$"
)
_THE_END = compile_on_use(r"[—\-－*（(【\s]*(全文完|完|正文结束|END|The End)[—\-－*）)】\s]*$")
_COPIES = compile_on_use(
    r"(办公室|办公厅|秘书处|秘书科|局|委|厅|部)\s*.{0,4}\d{4}年\d{1,2}月\d{1,2}日\s*印发?[）)]?$|^[（(]?共印\s*\d+\s*份[）)]?$"
)

_DATE = r"[（(【\[]?\s*([一二]\s*[〇○零０O九\d０-９一二三四五六七八\s]{3,6}|[12１２lI]\s*[\d０-９OolI\s]{3,6})年\s*[\d０-９OolI一二三四五六七八九十\s]{1,4}月(\s*[\d０-９OolI一二三四五六七八九十XxＸ×\s]{1,5}日)?"
_DATE_LINE = compile_on_use(
    rf"^(——|--|—)?({_DATE}\s*(上午|下午|晚)?|[（(]?(19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}(\s+\d{{1,2}}:\d{{2}}(:\d{{2}})?(\s+[\u4e00-\u9fff]{{2,4}})?)?)\s*[）)】\]]?$"
    r"|^(19|20)\d\d年(元旦|春节|新春|元宵节?|清明节?|五一|端午节?|中秋节?|国庆节?|除夕|[春夏秋冬]季?)$"
    r"|^\D{0,12}(20\d\d)?\s*年\s+月\s+日$"
)
_DAY = compile_on_use(
    r"[（(]?\d{1,2}月\d{1,2}日(\s*[（(]?(星期|周)[一二三四五六日天][）)]?)?\s*([上下]午|晚上?)?[）)]?"
)
_CLOCK = compile_on_use(r"(?:[上下中]午|晚上?|凌晨)?\s*\d{1,2}[:：]\d{2}")
_DATE_AND_ACT = compile_on_use(rf"^{_DATE}.{{0,110}}(通过|发布|公布|印发|修订|修正|批准|整理|施行|印)\s*[）)】\]]?$")
_PASSED = compile_on_use(rf"[（(]?\s*(?:根据|依据)?\s*{_DATE}")  # （2003年5月28日…通过　根据2010年7月30日…修正）
_ACT_OF_LAW = compile_on_use(r"(?:通过|修订|修正|修改|公布|发布|颁布|批准|施行)\s*[）)]?$")
_DATE_AND_NAME = compile_on_use(rf"^[（(]?{_DATE}(?<=日)\s*[\u4e00-\u9fff·]{{2,4}}[）)]?$")  # 2006年2月16日某某
_DATE_BEFORE = compile_on_use(rf"^(?:{_DATE}|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}})[\s\u3000]+[^\s\d]")
_DATE_AT_END = compile_on_use(rf"[\s　、，]{_DATE}\s*(印发|印)?[）)]?$|[（(]{_DATE}[）)]$")
_DATE_AND_SPEAKER = compile_on_use(
    rf"^[（(]{_DATE}[\s　，,]+[^。]{{1,24}}[）)]$|^[（(][^。]{{2,40}}{_DATE}\s*印发[）)]$"
)
_SIGNED_WITH_DATE = compile_on_use(
    rf"^[^，。；：]{{2,24}}[\s　，]+({_DATE}|[\d一二三四五六七八九十]{{1,2}}月[\d一二三四五六七八九十]{{1,3}}日)$"
)
_EDITORS_NOTE = compile_on_use(
    r"^[【\[（(]?\s*(编者按|编者的话|编者注|编辑按|按语|编按|导读|导语|核心提示|内容提要|内容摘要|温馨提示)\s*[】\]）)]?\s*([：:]|$)"
)
_NOTE_OF_EDITOR = compile_on_use(
    r"[【\[（(]\s*(编者按|编者注|编者的话|编辑按|编后语?|按语|编按|注：编者)\s*(?:[】\]）)]|[：:].*[】\]）)]$)|(编者按|编者注|编者的话|编辑按|编后语?)\s*([：:]|$)"
)
_DATE_AND_PLACE = compile_on_use(
    rf"^[（(]?(--|－－|[—―])*\s*{_DATE}\s*.{{0,24}}?(在|于|[\u4e00-\u9fff]{{2,20}}第).{{2,60}}(上|会议|全会|大会|期间)(的?(政府)?(工作)?(报告|讲话|发言)|作政府工作报告)?[。]?\s*[）)】\]]?$"
)
_OCCASION = compile_on_use(
    rf"^[（(]?((--|－－|[—―])+\s*({_DATE})?|{_DATE})[^，。；]{{0,24}}?(在|于|第)[^，。；]{{2,60}}(上|会议|全会|大会|期间)[^，。；]{{0,40}}[）)】\]]?。?$"
)
_SUBTITLE = compile_on_use(r"^(--|－－|[—―])+\s*\S.{2,60}$")
_NUMBER_OR_EXTRACT = compile_on_use(
    r"^[〔\[［(（][一二三四五六七八九十]{1,3}届[〕\]］)）]\s*第?\d+[号次期]$|[〔\[［(（][\dOo]{4}[〕\]］)）]\s*第?[\dXx×]+[号次期](\s+签发人\s*[：:]\s*\S.{0,12})?[）)]?$|^[（(]?第\s*[\d一二三四五六七八九十百]{1,5}\s*号[）)]?$|^[（(]?(?:(?:19|20)\d\d年)?第\s*\d{1,4}\s*[号期][）)]?\s*(?:[（(]?总第?\s*\d+\s*期[）)]?)?$|^[（(]?总第?\s*\d+\s*期[）)]?$|^[（(]?[A-CＡ-Ｃ]\s?类[）)]?$|^[（(]\d{4}年?(版|(第.{1,2}次)?修[订正]版?)[）)]$|^[（(][^（()）]{1,8}[稿版本][）)]$|^[（(]\d{4}[）)][\u4e00-\u9fff\d]{2,16}号$|^[（(][^（()）：:]{0,8}编号[：:]\s*[\w\-/〔〕.号]+[）)]$|^[（(](节选|摘要|讨论稿|.{0,4}征求意见稿|送审稿|\d{4}\s*[—－-]\s*\d{4}年).{0,30}[）)]$"
)
_DOCUMENT_NUMBER = compile_on_use(
    r"^[（(]?[\u4e00-\u9fffXx×]{1,16}\s*[〔\[［(（【]\s*[\dOo]{4}\s*[〕\]］)）】]\s*第?\s*[\dXx×]{1,5}\s*号[）)]?$"
)
_POST = r"(书记|市长|县长|省长|区长|州长|盟长|旗长|镇长|乡长|主任|主席|部长|局长|厅长|总理|会长|院长|检察长|司令员|政委|秘书长|总经理|董事长|校长|村长|行长)"
_SPEAKER = compile_on_use(
    rf"^.{{0,24}}?{_POST}([\s　:：、]+[\u4e00-\u9fffＸX×·•\s]{{1,14}}|[\u4e00-\u9fffＸX×]{{0,5}}|[\u4e00-\u9fff]{{1,8}}[·•][\u4e00-\u9fff]{{1,8}})$"
)
_SPEAKER_LABEL = compile_on_use(
    rf"[^，。；：:]{{0,24}}(?:{_POST}|发言人|代表|委员)[\s\u3000]+[\u4e00-\u9fff·]{{1,4}}[：:]|[^，。；：:\s]{{0,12}}(?:记者|主持人)(?:[\s\u3000]*{PERSON})?[：:]"
    rf"|(?:主持人|记者|网友|嘉宾|[\u4e00-\u9fff][某×Xx＊*]{{1,2}})[：:]|[［\[【]{PERSON}[］\]】][：:]|[［\[【](?:主持人|记者|嘉宾|网友[^］\]】]{{0,10}})[］\]】][：:]?"
)
_TO_FILL_IN = compile_on_use(r"[：:]\s*[_＿]{3,}|[_＿]{5,}")
_NAME = compile_on_use(
    r"^(?![前序引导]言|目录|[概综]述|概况|[总附]则|[绪总结]论|摘要|背景|[结后]语|附录|[今去明]年|.*(?:目标|任务|回顾|安排|情况|工作|成绩|措施|要求|发展|思路|重点|亮点)$)[\u4e00-\u9fffＸX×]\s?[\u4e00-\u9fffＸX×]{1,2}(\s?[\u4e00-\u9fffＸX×])?$|^[\u4e00-\u9fff]{2,8}[·•][\u4e00-\u9fff]{2,8}$"
)
_GLOSSARY_TITLE = compile_on_use(
    r"^[※*＊●■◆★\s]*[（(【\[]?(附件?\s*\d*\s*[：:]?\s*)?(.{0,16}(名词|名称|词语|用语|术语)(解释|注释|说明)|注释|名词解释和说明|有关(用语|名词)(的)?说明)\s*[）)】\]]?[：:]?[※*＊●■◆★\s]*$"
)
_GLOSSARY_ENTRY = compile_on_use(r"^\s*([\[［〔【(（]?\d{1,3}[\]］〕】)）.．、]|[①-⑳]|[*＊注]).{0,60}[：:]")
_EXPLAINS = compile_on_use(r"[：:].{0,12}(指|是|即|“|由|为|包括)|是指|指的是")
_ORGANISATION = compile_on_use(
    r"(政府|委员会|委|局|厅|办公室|办公厅|部|中心|小组|院|会|会议|站|支部|台|处|队|区|银行|公司|学校|编|指挥部|联社|党组|街道办事处|署|社|办|科|馆|社区|(调研|课题|工作|专题|起草|检查|督导|督查)组)(（[^）]{1,8}）)?$"
)
_CONTACT = compile_on_use(
    r"^[（(]?((联系|咨询|举报|监督|投诉)(人|电话|方式|地址)|电\s*话|手\s*机|传\s*真|邮\s*编|(办公|通[讯信])?地\s*址|(电子)?邮\s*箱|网\s*址)\s*[：:]"
    r"|^(抄送|主送|抄报|分送|印发范围|附件|发|送|报|发至)[：:]"
)
_REMARK = compile_on_use(
    r"^[（(【\[](此件|此页|本页|本文|以下)?.{0,6}(公开|无正文|发至|发布|不公开|依申请|存档|印发).{0,8}[）)】\]]$"
    r"|^[（(【\[]([^（）()]{0,10}(掌声|鼓掌|笑声|欢呼|起立)|[图表]?略|[下上](?:转|接)第\s?[\dA-Z]{1,3}\s?版|原载[^（()）。]{4,40}|(?:本文)?作者(?:系|为|[：:])[^（）()，。]{2,30}|盖章|公章|代章|印章|院印|签[字名章])[）)】\]]$"
    r"|^[（(][^（()）。，]{0,12}(?:记者|通讯员)[\s\u3000：:][\u4e00-\u9fff·、\s\u3000]{2,16}[）)]$"
    r"|^[（(【\[［](?:20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[）)】\]］]$"
    r"|^[（(【\[［]?(?:图片?|视频|动图|音频|配图)[）)】\]］]?$|^[（(](?:[文图摄]|图文)\s*[/／][^（()）。]{2,20}[）)]$"
    r"|^[（(](?:摄影报道|图文报道|图文|文图|摄影|供图|撰文|文字)\s*[：:]\s*[^（()）。]{2,20}[）)]$"
    r"|^▲[^。！？；，]{2,20}(?:现场|图片|照片|一角|场景|全景|合影|截图|画面|效果图|示意图|摄|图)$"
)

_EDITED = compile_on_use(  # （根据录音整理，未经本人审阅）
    r"[（(【\[]?(本文)?.{0,4}(根据|依据).{0,12}(录音|速记|现场记录|会议记录|记录(?=整理))[^。]{0,24}[）)】\]]?$|[（(【\[][^）)。]{0,16}(有删[减节改]|未经.{0,6}审[阅核定])[^）)。]{0,8}[）)】\]]$|.{0,32}[（(][^（()）。]{2,10}(摄|摄影|供图)[）)]$"
)

_TITLE_NOUN = (
    r"(报告|讲话|致辞|发言|演讲|通知|通告|公告|通报|公报|决定|决议|命令|意见|建议|方案|规划|计划|纲要|要点|办法|规定|条例|细则|规则|规程|规范|章程|制度|措施|政策"
    r"|总结|汇报|纪要|批复|复函|函|请示|议案|提案|倡议书|公开信|安排|打算|指南|指引|预案|白皮书|说明|解读|问答|答记者问|公约|守则|标准|清单|目录|名单|实事|法|令|选登|实录)"
)
_TITLE = compile_on_use(rf".*{_TITLE_NOUN}[》”]?\s*([（(][^）)]{{1,40}}[）)]\s*)*([\[［【]\d{{1,2}}[\]］】])?$")
_ABOUT = compile_on_use(
    r"关于.{2,}|^在.{4,}上的|.(工作报告|实施意见|实施方案|行动计划|管理办法|工作要点|工作总结|实施细则|工作方案|发展规划|暂行规定|若干措施|政策措施)"
)
_SPOKE = compile_on_use(r"(?:主持|出席|发表|并|(?<!工)作)(?:重要)?(?:讲话|发言|致辞)$")  # 许某某出席并讲话
_END_OF_SENTENCE = ("。", "！", "；", "？", "!", "?", ";", "…")
_SALUTATION = compile_on_use(
    r"^(尊敬的|敬爱的|亲爱的)?(各位|同志|同志们|朋友们|乡亲|父老|代表|委员|女士|先生|老师|同学|主席|主任|全体|广大|全市|全县|全省|全国|县委|市委|省委|区委|党中央|国务院).*[：:！!，]$"
    r"|^各[\u4e00-\u9fff（、].*[：:！!，]$"
    r"|^.{0,12}(同志们|各位代表|各位委员|各位领导)[^。]{0,20}[：:！!]$"
    r"|^[^。；：]{0,16}[，,]?(您|你|你们|大家)好[：:！!]$"
    r"|^[\u4e00-\u9fff]{1,2}(书记|市长|县长|省长|区长|镇长|主任|主席|部长|局长|厅长|处长|科长|院长|校长|所长|总)[：:]$"
)
_ADDRESSEE = compile_on_use(
    r"^.{0,80}(人民政府|委员会|局|厅|部|办公室|办公厅|各?部门|公司|企业|学校|高校|学院|大学|医院|街道|党委|党组|常委会|先生|女士|同志们?|书记|代表|委员|办事处|中心|镇|乡|朋友们?)\s*[：:]$"
)
_ATTACHMENT = compile_on_use(r"^附\s*(件|录|表|图)\s*(\d{1,2}|[一二三四五六七八九十]{1,2})?\s*([：:.、．]|$)")
_ATTACHMENT_LABEL = compile_on_use(
    r"^[（(【\[]?附\s*(件|录|表|图)\s*(\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[：:]?[）)】\]]?$|^附\s*[：:]$"
)
_CONTENTS = compile_on_use(r"^[【\[（(]?(目\s*[录錄次]|CONTENTS|Contents)[】\]）)]?[：:]?$")
_CONTENTS_ENTRY = compile_on_use(
    r"^(?P<name>\S.{0,60}?)\s*([.．·…‥⋯・\t]{2,}|\t|\s{2,}|…|[（(])\s*[-—]?\s*\d{1,4}\s*[-—]?[）)]?$"
)
_SPACED = compile_on_use(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff])+(?![\u4e00-\u9fff])"
)  # 索 引 号
_BLANKS = compile_on_use(r"(?<=[\u2e80-\u9fff：:])[\s\u3000]+(?=[\u2e80-\u9fff：:])")

_FIGURE = compile_on_use(r"[+\-−±≥≤<>]?[\d０-９][\d０-９.,，:：/％%‰+~～—-]*[\u4e00-\u9fff％%]{0,3}|[—–-]{1,2}|/")
_BARE_MARK = compile_on_use(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]?$")
_NO_WORDS = compile_on_use(r"[^\u2e80-\u9fffA-Za-z]*[\u2e80-\u9fffA-Za-z]?[^\u2e80-\u9fffA-Za-z]*")

_COPIED_TO = ("抄送", "抄报", "主送", "分送", "发：", "送：", "报：", "发至：")
_MAX_SPACED = 12  # 县　长　许某某, with blanks between its characters
MAX_SHORT = 45
"""Longest line that can be a name, a signature or a field."""
MAX_NOTICE = 120
"""Longest line that can be advertising."""
MAX_TITLE = 120
_MAX_PASSED = 1500  # characters that say when a law was passed and amended
MAX_DATED = 200  # the patterns take quadratic time on blanks
_DATES = (_DATE_LINE, _DATE_AND_NAME, _DATE_AND_PLACE, _DATE_AND_ACT, _DATE_AND_SPEAKER)


def squeeze(line: str) -> str:
    """Return a short line without the blanks between its Chinese characters (目　录, 索 引 号).

    Examples
    --------
    >>> squeeze("索 引 号：")
    '索引号：'
    """
    return _BLANKS.sub("", line) if len(line) <= MAX_NOTICE else line


def advertises(line: str) -> bool:
    """Tell whether a line advertises or navigates by its wording, wherever it stands."""
    if len(line) > MAX_NOTICE:
        return False
    if (
        _ADVERTISES.search(line)
        or _OF_PAPER.match(line)
        or (("位置" in line or "蓝字" in line) and _POSITION.search(line))
    ):
        return True
    if not _MAY_ADVERTISE.search(line):
        return False
    reported = "。" in line or line.endswith("；") or bool(_ITEM.match(line))
    return not reported or bool(_ASKS.search(line))


def is_short(line: str) -> bool:
    """Tell whether a line is short and no sentence."""
    return len(line) <= MAX_SHORT and not line.endswith(("。", "！", "；", "？"))


def is_field(line: str) -> bool:
    """Tell whether a line is a field of a catalogue, several of them, or a path of navigation.

    Examples
    --------
    >>> [is_field(line) for line in ("索 引 号：QH-15", "首页 > 政务公开", "2024-03-01  来源：日报  作者：李某", "各位代表：")]
    [True, True, True, False]
    """
    if len(line) <= MAX_DATED and (_ATTENDS.fullmatch(line) or _AFFILIATION.fullmatch(line)):
        return True
    if are_authors(line) or (
        is_short(line) and bool(_FIELD.match(squeeze(line)) or _CRUMBS.search(line) or _BYLINE.fullmatch(line))
    ):
        return True
    return len(line) <= MAX_NOTICE and not line.endswith(_END_OF_SENTENCE) and _has_fields(line)


def _has_fields(line: str) -> bool:
    """Tell whether a line has several fields, or a date and a field, between blanks or bars."""
    line = _SPACED.sub(lambda label: squeeze(label[0]), line)
    cells = line.split("\t")
    if len(cells) in (2, 4) and all(is_label(label) for label in cells[::2]):
        return True
    parts = [part for part in _BETWEEN_FIELDS.split(line) if part]
    fields = sum(_FIELD.match(part) is not None for part in parts)
    dates = sum(_DATE_AND_TIME.fullmatch(part) is not None for part in parts)
    return len(parts) > 1 and fields + min(dates, 1) > 1 and bool(fields)


def split_fields(line: str) -> list[str]:
    """Return the fields of a line of several, and a line of one as it is.

    Examples
    --------
    >>> split_fields("发文机关：青禾县人民政府   成文日期：2024-09-03"), split_fields("发文机关： 青禾县人民政府")
    (['发文机关：青禾县人民政府', '成文日期：2024-09-03'], ['发文机关： 青禾县人民政府'])
    """
    parts = [part for part in _BETWEEN_FIELDS.split(line) if part] if len(line) <= MAX_NOTICE else []
    return parts if sum(_FIELD.match(squeeze(part)) is not None for part in parts) > 1 else [line]


def is_letter_field(line: str) -> bool:
    """Tell whether a line is a field of a letter to an office or of its answer, wherever it stands.

    Examples
    --------
    >>> [is_letter_field(line) for line in ("答复单位：县教育局", "留言内容：", "答复内容：经核实，反映的情况属实。")]
    [True, True, False]
    """
    return is_short(line) and _LETTER_FIELD.fullmatch(squeeze(line)) is not None


def is_stamp(line: str) -> bool:
    """Tell whether a line only says when who spoke, as a transcript does: 00:12:31 主持人：.

    Examples
    --------
    >>> [is_stamp(line) for line in ("00:12:31 主持人：", "发言人1  03:25", "8:30 开幕式", "开幕式 8:30")]
    [True, True, False, False]
    """
    return is_short(line) and _STAMP.fullmatch(line) is not None


def is_speaker_label(line: str) -> bool:
    """Tell whether a line only says who speaks below it.

    Examples
    --------
    >>> [is_speaker_label(line) for line in ("县人社局局长 安某：", "晚报记者：", "［主持人］", "方案：", "许市长：")]
    [True, True, True, False, False]
    """
    return is_short(line) and _SPEAKER_LABEL.fullmatch(line) is not None


def is_form(line: str) -> bool:
    """Tell whether a line of a form is to be filled in: 学校：____ 班级：____.

    Examples
    --------
    >>> [is_form(line) for line in ("学校：____ 班级：____", "____年计划完成投资，新开工项目45个。")]
    [True, False]
    """
    return len(line) <= MAX_NOTICE and _TO_FILL_IN.search(line) is not None and "。" not in line


def is_path(line: str) -> bool:
    """Tell whether a line is the path of navigation to a page.

    Examples
    --------
    >>> [is_path(line) for line in ("首页 > 政务公开 > 正文", "当前位置：首页 > 文件", "首页 政务公开 办事服务")]
    [True, True, False]
    """
    return len(line) <= MAX_NOTICE and _PATH.search(line) is not None


def are_authors(line: str) -> bool:
    """Tell whether a line names the authors of a paper with the numbers of their offices.

    Examples
    --------
    >>> [are_authors(line) for line in ("宋某某1，韩某某2", "宋某某 韩某某", "江河3条")]
    [True, False, False]
    """
    return is_short(line) and _AUTHORS.fullmatch(line) is not None


def is_label(line: str) -> bool:
    """Tell whether a line is the label of a field and nothing else: 发文机关：."""
    return is_short(line) and _FIELD.fullmatch(squeeze(line)) is not None


def is_furniture(line: str) -> bool:
    """Tell whether a line is what pages print below a text: editors, related links, sharing, copies, imprint."""
    return len(line) <= MAX_NOTICE and bool(_FURNITURE.search(line) or _COPIES.search(line))


def is_the_end(line: str) -> bool:
    """Tell whether a line only says that a text has ended: ——全文完——."""
    return len(line) <= MAX_SHORT and bool(_THE_END.match(line))


def is_date(line: str) -> bool:
    """Tell whether a line is a date and nothing else."""
    return len(line) <= MAX_SHORT and bool(_DATE_LINE.match(line))


def is_passed(line: str) -> bool:
    """Tell whether a line says when a law was passed, amended or made public.

    Examples
    --------
    >>> is_passed("（2003年5月28日第十届人民代表大会第二次会议通过　根据2010年7月30日第三次会议《关于修改条例的决定》修正）")
    True
    >>> is_passed("2003年5月28日会议通过。"), is_passed("2003年5月28日")
    (False, False)
    """
    if len(line) > _MAX_PASSED or "。" in line or not _ACT_OF_LAW.search(line[-8:]):
        return False
    return _PASSED.match(line) is not None and ("会议" in line or "令" in line or "国务院" in line)


def is_day(line: str) -> bool:
    """Tell whether a line is a day without a year, as in a chronicle: 1月16日（星期二）."""
    return len(line) <= MAX_SHORT and _DAY.fullmatch(line) is not None


def is_dated(line: str) -> bool:
    """Tell whether a line is a date, also with its occasion, or ends with one."""
    if (len(line) <= MAX_DATED and any(pattern.match(line) for pattern in _DATES)) or is_passed(line):
        return True
    if len(line) <= MAX_NOTICE and "。" not in line and _DATE_BEFORE.match(line):
        return True
    return is_short(line) and bool(_DATE_AT_END.search(line))


def is_signed_with_date(line: str) -> bool:
    """Tell whether a line is a name with a date behind it, as below a letter: 胡杨村村民　马德全　7月9日."""
    return len(line) <= MAX_SHORT and bool(_SIGNED_WITH_DATE.match(line))


def is_editors_note(line: str) -> bool:
    """Tell whether a line is a note of the editor (编者按) above a text."""
    return bool(_EDITORS_NOTE.match(line))


def is_note_of_editor(line: str) -> bool:
    """Tell whether a line is a note of the editor by its wording, wherever it stands.

    Examples
    --------
    >>> [is_note_of_editor(line) for line in ("（编者注：数据截至2023年底。）", "编者按：本报开设专栏", "导读：三项任务")]
    [True, True, False]
    """
    return len(line) <= MAX_NOTICE and bool(_NOTE_OF_EDITOR.match(line))


def is_occasion(line: str) -> bool:
    """Tell whether a line says at what meeting a speech was given: ——在县委全会上的报告."""
    return len(line) <= MAX_NOTICE and bool(_OCCASION.match(line) or _DATE_AND_PLACE.match(line))


def is_subtitle(line: str) -> bool:
    """Tell whether a line opens with a dash as subtitles do."""
    return len(line) <= MAX_NOTICE and bool(_SUBTITLE.match(line)) and not line.endswith(_END_OF_SENTENCE)


def is_speaker(line: str) -> bool:
    """Tell whether a line is an office, with or without a name: 县长 许某."""
    return (
        is_short(line)
        and not line.endswith(("：", ":"))
        and bool(_SPEAKER.match(line) or (len(line) <= _MAX_SPACED and _SPEAKER.match(squeeze(line))))
    )


def is_name(line: str) -> bool:
    """Tell whether a line may be the name of a person."""
    return len(line) <= MAX_SHORT and bool(_NAME.match(line))


def is_person(line: str) -> bool:
    """Tell whether a line is the name of a person by its surname.

    Examples
    --------
    >>> [is_person(line) for line in ("周某某", "王 某", "前言", "农业")]
    [True, True, False, False]
    """
    return len(line) <= MAX_SHORT and re.fullmatch(PERSON, line) is not None


def is_number(line: str) -> bool:
    """Tell whether a line is the number of a document or says what version it is."""
    return is_short(line) and bool(_NUMBER_OR_EXTRACT.search(line) or _DOCUMENT_NUMBER.match(squeeze(line)))


def is_organisation(line: str) -> bool:
    """Tell whether a line may be a signature."""
    return is_short(line) and bool(_ORGANISATION.search(line)) and "，" not in line


def is_contact(line: str) -> bool:
    """Tell whether a line names a contact or who gets copies."""
    return (
        len(line) <= 80
        and bool(_CONTACT.match(squeeze(line)))
        and (not line.endswith(("。", "；")) or line.startswith(_COPIED_TO))
    )


def is_remark(line: str) -> bool:
    """Tell whether a line says how a document is published or was written down: （此件公开发布）, （根据录音整理）.

    Examples
    --------
    >>> [is_remark(line) for line in ("（此件公开发布）", "（根据录音整理，未经本人审阅）", "根据记录")]
    [True, True, False]
    """
    return (len(line) <= 24 and bool(_REMARK.match(line))) or (is_short(line) and bool(_EDITED.match(line)))


def is_attachment(line: str) -> bool:
    """Tell whether a line opens a list of annexes or an annex."""
    return len(line) <= MAX_NOTICE and bool(_ATTACHMENT.match(line)) and not line.endswith("。")


def is_attachment_label(line: str) -> bool:
    """Tell whether a line is 附件 or 附件2 and nothing else."""
    return len(line) <= 10 and bool(_ATTACHMENT_LABEL.match(line))


def is_contents_title(line: str) -> bool:
    """Tell whether a line is 目录."""
    return len(line) <= 12 and bool(_CONTENTS.match(line))


def is_contents_entry(line: str) -> bool:
    """Tell whether a line ends with a page number after leaders, as lines of a table of contents do."""
    return len(line) <= 80 and line[-1:] in "0123456789)）—-" and bool(_CONTENTS_ENTRY.match(line))


def is_glossary_title(line: str) -> bool:
    """Tell whether a line is 名词解释 or the like."""
    return len(line) <= 40 and bool(_GLOSSARY_TITLE.match(line))


def is_glossary_entry(line: str) -> bool:
    """Tell whether a line explains a numbered term."""
    return bool(_GLOSSARY_ENTRY.match(line)) and bool(_EXPLAINS.search(line))


def is_title(line: str) -> bool:
    """Tell whether a line reads as the title of a document.

    Examples
    --------
    >>> [is_title(line) for line in ("关于加强供水的通知", "政府工作报告", "在全县大会上的讲话", "通知公告", "狠抓落实。")]
    [True, True, True, False, False]
    """
    line = squeeze(line) if " " in line else line
    if not 4 <= len(line) <= MAX_TITLE or line.endswith(_END_OF_SENTENCE) or _FIELD.match(squeeze(line)):
        return False
    if "：" in line[:8] or ":" in line[:8] or not _TITLE.match(line) or _CLOCK.match(line) or _SPOKE.search(line):
        return False
    return (
        bool(_ABOUT.search(line)) or line in ("政府工作报告", "工作报告") or (len(line) >= 8 and "、" not in line[:3])
    )


def is_full_title(line: str) -> bool:
    """Tell whether a title says what it is about or of what kind: 关于…, 在…上的讲话, …工作要点.

    Examples
    --------
    >>> [is_full_title(line) for line in ("关于加强供水的通知", "政府工作报告", "加强养老服务的对策建议")]
    [True, True, False]
    """
    return is_title(line) and (bool(_ABOUT.search(line)) or line in ("政府工作报告", "工作报告"))


def is_page_head(line: str) -> bool:
    """Tell whether a line is what each page has at its top: a name and the number of the page.

    Examples
    --------
    >>> [is_page_head(line) for line in ("青禾县政府工作报告　第12页", "见附件第12页", "第12页 共30页")]
    [True, False, True]
    """
    return is_short(line) and _PAGE_HEAD.fullmatch(line) is not None


def is_salutation(line: str) -> bool:
    """Tell whether a line addresses somebody: 各位代表：, 各乡镇人民政府，县直各部门：.

    Examples
    --------
    >>> [is_salutation(line) for line in ("同志们：", "各乡镇，县直各部门：", "市人民政府：", "（三）对企业：", "发文机关：")]
    [True, True, True, False, False]
    """
    if len(line) > 300 or line[-1:] not in "：:！!，" or "。" in line:
        return False
    squeezed = squeeze(line)
    addressed = _ADDRESSEE.match(squeezed) and not _MARKED.match(squeezed)
    return bool(addressed or _SALUTATION.match(squeezed)) and not _FIELD.match(squeezed) and not advertises(line)


def is_prose(line: str) -> bool:
    """Tell whether a line holds a sentence.

    Examples
    --------
    >>> [is_prose(line) for line in ("为保障农村群众饮水安全，现提出以下意见。", "每日更新", "谢谢大家！")]
    [True, False, False]
    """
    if len(line) >= 60 and ("，" in line or "," in line or "。" in line):
        return True
    return len(line) >= 12 and ("。" in line or line.endswith(("；", "！", "？", "!", "?", ".", ";")))


def is_wordless(line: str) -> bool:
    """Tell whether a line has no words: figures, signs, a single letter or character.

    Examples
    --------
    >>> [is_wordless(line) for line in ("186.2", "© 2", "（二）", "注：", "增长")]
    [True, True, False, False, False]
    """
    return _NO_WORDS.fullmatch(line) is not None and not _BARE_MARK.match(line) and line[-1] not in "：:"


def count_figures(line: str) -> tuple[int, int]:
    """Return how many cells a line has (between tabs or blanks), and how many of them are figures."""
    cells = line.split()
    return len(cells), sum(_FIGURE.fullmatch(cell) is not None and any(c.isdigit() for c in cell) for cell in cells)

import type { Rule, StatusPattern } from './rule.ts';

const EN = 'the concept in English, as many providers word it';
const ZH = 'the concept in Chinese (simplified and traditional), as many providers and relays word it';

/** With these the request is at fault; words like "timeout" or "429" in the message are then the request's own. */
const REQUEST_FAULT: readonly StatusPattern[] = [400, 404, 405, 409, 413, 415, 422];
const NO_MONEY_STATUS: readonly StatusPattern[] = [404, 405, 415, 422];

/**
 * Sentences, by concept instead of by wording: a noun of money near a word of lack, a window near a word of
 * limit. Order matters: what is rarer and more telling stands first.
 */
export const CONCEPTS: readonly Rule[] = [
  {
    id: 'text.key-check-failed',
    evidence: 'an upstream whose check of the key failed with a server error: "Invalid API key: HTTP 503"',
    when: { text: String.raw`(api key|credentials?|auth\w*)\b.{0,30}\bhttp[ /]5\d\d` },
    say: { category: 'server_error' },
  },
  {
    id: 'text.firewall',
    evidence:
      'a firewall before the interface, which says no more: "Your request was blocked." on clients without a user agent (lessweb/deepcode-cli#273)',
    when: { status: [403], text: String.raw`\brequest (was|has been) blocked\.?$` },
    say: { category: 'permission_denied' },
  },
  {
    id: 'text.content',
    evidence: EN,
    when: {
      text: String.raw`content (management|moderation|safety|filter|policy|policies|inspection|exists risk|risk)|content[_ -]?filter|safety (system|filter|policy|settings|guidelines|reasons|checks?)|(input|prompt|request|message|content|output|response|text|image|question|query)\w*( \S+){0,4} (was|were|is|are|been|be|being) (flagged|blocked|filtered|rejected by|considered (un|in))|requires moderation|flagged (by|for|as)|moderation (system|endpoint|check|policy|failed|error)|inappropriate (content|text|material|input)|sensitive (content|information|words?|topics?)|prohibited (content|use)|usage polic(y|ies)|acceptable use|responsible ai|data inspection|potentially (harmful|unsafe)|unsafe (content|or sensitive)|harmful content|(violat\w+|against) (our |the |\w+'s )?(content|safety|community|usage|use|moderation) (polic|guideline|standard)|blocked (by|due to) (\S+ ){0,3}(safety|content|moderation|guardrail|prohibited)|content exists risk|risky content|\bnsfw\b|\bblock_?reason`,
      notText:
        'rate limit|too many|has been (suspended|banned|disabled|terminated)|image (size|dimension|format)|terms of service|region|country|(blocked|filtered|rejected) by (a |an |the |our |your )?(\\S+ )?(gateway|proxy|firewall|waf|network|administrator|security service)\\b',
    },
    say: { category: 'content_filtered' },
  },
  {
    id: 'text.content-zh',
    evidence: ZH,
    when: {
      text: '敏感(内容|词|信息|信息)|不安全或敏感|违规内容|違規|内容(安全|审核|风险|违规|不合规)|安全(审核|策略|检测)(未通过|拦截|不通过)|涉及.{0,6}(敏感|违规|违法)|包含(敏感|违规|不当)|触发.{0,6}(风控|审核)|输入.{0,12}不合规|高风险|命中.{0,8}(敏感|风控)',
    },
    say: { category: 'content_filtered' },
  },
  {
    id: 'text.context',
    evidence: EN,
    when: {
      text: String.raw`(maximum|max|model'?s?) context|(model )?max(imum)? length exceeded|context[_ -]?(length|window|size|limit)|(prompt|input|request|conversation|messages?)( \S+){0,3} (is|are|was) too (long|large for (the|this) model)|(prompt|input|inputs|messages?|total) tokens?\b.{0,60}(exceed|too (many|long)|must be|should be|greater|larger|over|>)|(input|prompt)[ _](token[ _](count|length)|length|tokens)\b.{0,80}(exceed|must|should|greater|larger|>|limit|between|range)|exceeds? (the )?(model'?s? |the )?(max(imum)? |available )?(input |prompt |context )?(length|context|number of tokens|token limit|tokens limit)|reduce (the )?(length|size) of (the |your )?(messages|prompt|input|either)|too many (input |prompt )?tokens:? |range of input length|input is too long|requested tokens .{0,40}exceed|tokens? (in|of) (the |your )?(prompt|messages|input)\b.{0,60}(exceed|too|longer|more than)|(prompt|input) (contains|has|of|with) (at least )?\d+ (input )?tokens.{0,80}(maximum|limit|exceed|only)|max_prompt_tokens|cannot exceed \d+ tokens|\d tokens > \d+ max|shorten (your|the) (prompt|input|message)|maximum (input|prompt|sequence) length|max body size .{0,20}tokens|longer than the (model|context|maximum|\d+)|exceed(s|ed)? (the )?model token limit|your prompt is \d+ tokens|must (be <=?|have less than|be less than) \d+( tokens)?\.? given|oversize text|maximum number of (input )?tokens`,
      notText: String.raw`rate[_ -]?limit|per[ _-]?min|per day|\bTPM\b|long context (requests|beta)|context length filter|max_tokens (is|must|cannot)|quota|please wait`,
      notStatus: [401, 402, 403, 429, '5xx'],
    },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'text.context-5xx',
    evidence: 'servers and relays that answer an overlong request with 5xx or 429',
    when: {
      text: "maximum context length|context (length|window|size)( is| was|_| has been)? ?exceeded|exceed(s|ed|ing)? (the )?(available |model'?s? |maximum )?context|prompt is too long|input length and .{0,12}max_tokens.{0,12} exceed|the request exceeds the available context size|input is too long for requested model",
    },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'text.context-zh',
    evidence: ZH,
    when: {
      text: '(上下文|输入|輸入|输入长度|提示词|提示詞|prompt|tokens?|消息|訊息).{0,14}(超长|超長|过长|過長|超出.{0,8}(限制|长度|長度|最大)|(超过|超過).{0,12}(限制|长度|長度|最大|上限)|太长|太長)|超过.{0,10}(上下文|最大长度|最大输入)|Prompt ?超长',
      notText: '额度|速率|每分钟|频率|TPM',
    },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'text.capability',
    evidence: `${EN}: the model is there, what was asked of it is not`,
    when: {
      status: [400, 422],
      text: String.raw`\b(instructions?|thinking|reasoning|tools?|function calling|json mode|caching|images?|audio|video|streaming|system prompts?|penalty|logprobs)\b (is|are) not (enabled|supported|available|allowed) (for|on|by|with|in)\b|did not allow prompt caching`,
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'text.model',
    evidence: EN,
    when: {
      text: String.raw`\b(models?|deployment|engine|endpoint|checkpoint)\b.{0,160}\b(not found|does ?n.t exist|does not exist|not exist|do not exist|is not (currently )?(available|supported|found|deployed|served|a valid|recognized)( (on|by|for|in|at) .{0,60})?$|not available( (on|in|for) (this|your))?$|no longer (available|supported|exists?)|(has been|is|was|been) (deprecated|decommissioned|retired|removed|discontinued|shut ?down|sunset|archived)|is deprecated|could not be found|cannot be found|unknown|not supported by any)|(unknown|invalid|unsupported|unrecogni[sz]ed|no such|nonexistent|bad|illegal) (model|deployment|engine)\b|no (model|deployment)s? (named|found|with|matching|matches|available with|by that name)|no endpoints? found|not a valid model|model_not_found|model ?name .{0,60}(is )?(not|invalid|does)|not (supported|available) model|(could not|unable to|cannot|can't) (find|locate|resolve|load) (the )?(foundation )?model|try pulling it first|no models? (is |are )?(currently )?loaded|specify a valid model|model '' not|not a (chat|supported) model|supported (api )?model names are|(specified )?version does not exist|is not a chat model|deployment does not exist|no such (model|deployment|engine)|please (check|use|select) (the |a )?(valid |correct |another )?model (name|id)`,
      notText:
        "support (parameter|image|tool|function|the |this )|does not support|doesn't support|not currently (supported )?(loaded|available due)|temporarily|parameter|capacity|overloaded|rate limit|in your (current )?(plan|region|country|subscription)|your (current )?plan|model limit|image url|file|api key|verified|tokens|account|balance|required (tier|plan)|(tier|plan) (is )?(not high enough|too low)",
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'text.model-or-access',
    evidence:
      'OpenAI, Groq, Cerebras, Fireworks, Volcengine: "does not exist or you do not have access to it"',
    when: {
      text: String.raw`(does not exist|not found),? (or|and/or) (you|your \w+) (do(es)? not|don.t|doesn.t|lack)|not found, inaccessible|make sure the correct model id|model not (found|exist)`,
      notText: 'required (tier|plan)|(tier|plan) (is )?(not high enough|too low)',
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'text.model-zh',
    evidence: ZH,
    when: {
      text: '模型.{0,40}(不存在|未找到|找不到|不支持$|已下线|已下架|已废弃|未部署|无效)|(不存在|无效|未知|不支持)(的|该)?模型|模型代码|無此模型',
      notText: '不支持.{0,12}(参数|调用方式|图|工具)|套餐|订阅|會員|会员|等级',
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'text.key',
    evidence: EN,
    when: {
      text: String.raw`(invalid|incorrect|wrong|expired|bad|malformed|unknown|unrecogni[sz]ed|revoked|missing|inactive|no|not a valid|without|unauthorized)( or (missing|expired|invalid|incorrect|revoked))?( or malformed)?( proxy server| virtual| authentication| authorization| bearer| access| auth| security| api| x-api| session| id| user| subscription| jwt| oauth| service account)*[ -]?(api[ _-]?)?(key|token|credentials?|secret|signature|authorization|authentication|jwt|bearer)\b|(api[ _-]?|access |auth |bearer |security |id |oauth )?(key|token|credentials?|signature|jwt|session)( \S+){0,4} (is|are|was|were|has|have|appears|seems|could)( \S+){0,3} (invalid|incorrect|expired|revoked|missing|not valid|not found|not exist|not recogni[sz]ed|required|disabled|deleted|wrong|malformed|leaked|inactive|not be validated|mismatch|suspended)|(api[ _-]?key|token|credentials?) (invalid|expired|not found|not valid|required|missing|not provided|not set|does not exist|doesn't exist|revoked|mismatch)|api[ _-]?key( \S+){0,3} (is|has been|was) blocked([.,;]|$| due)|authenticat(e|ion) (fails?|failed|failure|error|required|is required|unsuccessful|credentials were not provided|information is not)|not authenticated|unauthenticated|could not (validate|verify|authenticate)|unable to (validate|verify|authenticate)|(didn.t|did not|must|need to|please) (provide|supply|pass|include|specify|set) (an? |your |the )?(valid )?(api[ _-]?key|token|authorization|credentials)|invalid (user ?name|username or password|x-api-key|user)|no (api[ _-]?key|auth(entication|orization)?( credentials| header)?|credentials|token|cookie auth)( was| were)?( \S+)? ?(found|provided|passed|supplied|present|specified|in)|(please |must |need to )(log ?in|sign in|login|re-?authenticate)|(auth|authorization|authentication) header|iam certification|hmac|expected to start with|virtual key expected|account (does not|doesn't) exist|user not found`,
      notText:
        'token (limit|quota|count|budget)|tokens? (per|in|of)|multiple authentication|exceed|credit|balance|too many|rate limit|max_tokens|image|unexpected token|access to (the )?model|access to .{0,40} (is|was) denied|tokens must',
      notStatus: [402, 413, 429, '5xx'],
    },
    say: { category: 'authentication' },
  },
  {
    id: 'text.unauthorized',
    evidence: EN,
    when: {
      text: String.raw`^\W*(error:? )?(4\d\d )?(unauthori[sz]ed|authorization required|authentication required|invalid authentication|authentication error|401 authorization required)\b|\| ?401 |401 unauthorized`,
      notStatus: [403, 429, '5xx'],
    },
    say: { category: 'authentication' },
  },
  {
    id: 'text.key-zh',
    evidence: ZH,
    when: {
      text: '(api ?-?key|apikey|密钥|密鑰|令牌|token|秘钥|凭证|签名|access ?key|鉴权信息).{0,16}(无效|無效|错误|錯誤|过期|過期|失效|不存在|不正确|非法|缺失|为空|已删除|已禁用|不合法)|(无效|無效|错误|非法|缺少|未提供|过期)(的)?.{0,4}(api ?-?key|apikey|密钥|密鑰|令牌|token|凭证|签名)|(身份|用户)?(验证|认证|鉴权|驗證|認證)(失败|失敗|未通过|不通过|错误)|未(登录|授权|认证)|请(先)?登录|无法进行身份验证',
      notText: '额度|余额|tokens? ?(数|超|限)|频率',
    },
    say: { category: 'authentication' },
  },
  {
    id: 'text.money',
    evidence: EN,
    when: {
      text: String.raw`((does|do)( not|n't) have any|insufficient|insuffiucient|inadequate|not (have )?enough|lack(s|ing)?( of| the)?|no( more| remaining| available| prepaid| positive| active| usable)?|out of|(run|ran|running) out of( \S+)?|(used|spent|consumed|exhausted|depleted)( up)?( all)?( of)?( your| the| its| my)?( available| remaining| prepaid| free)?|negative|zero|low|non-?positive|needs? (a |more )?(positive )?|requires? (a |more )?(positive )?|positive|exceed(s|ed)?( your| the)?( available| remaining| current)?)( \S+){0,3} (balances?|credits?|credit balance|funds?|money|prepaid credits|neurons balance)\b|\b(balance|credits?|funds?|wallet|credit balance|prepaid)\b( \S+){0,6} (insufficient|not sufficient|not enough|too low|exhausted|depleted|used up|run out|ran out|expired|empty|negative|required|needed|remaining$|below|is low|are low|is zero|is 0|has been (used|exhausted|consumed|depleted))|(insufficient|low|negative|zero) (account )?(balance|funds|credit)|account balance (is )?(too low|insufficient|not enough|negative)`,
      notText: String.raw`rate limit|per (minute|min|second|day)\b|(call|request|token)s? (rate|limit)|context requests|monthly included|no credits (were|was|have been) (charged|deducted|used)|credits? (were|was|will) (not )?(be )?charged|load balance|(api|access|invalid) credential|balance(d|r)`,
      notStatus: NO_MONEY_STATUS,
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'text.spend',
    evidence: EN,
    when: {
      text: String.raw`(spend(ing)?|cost|budget|usage cost|billing|dollar|credit|monthly billing)( \S+)? (limit|cap|threshold|ceiling|quota|budget)( \S+){0,5} ?(exceed|reach|hit|met|exhaust|crossed|passed|is 0|used)|(exceed|reach|hit|over|above|past|cross)(s|es|ed|ing)?( \S+){0,5} (spend(ing)?|cost|budget|billing|dollar|usd)( \S+)? ?(limit|cap|threshold|ceiling|quota|budget|amount)?|hard (spend |billing )?limit|billing hard limit|budget( \S+){0,7} (exceeded|exhausted|reached|depleted|used up|spent)|(exceed|exhaust|deplet)(s|ed|ing)?( \S+){0,3} budget|max(imum)? budget|spend(ing)? (limit|cap|alert)|(key|token|workspace|project|team|member|seat)('s)?( \S+){0,2} (credit|spend(ing)?|usage|dollar|cost|monetary|limit_usd) (limit|cap|quota)|(limit|quota) (on|for|of) (this|your|the) (api )?key|api key( \S+){0,5} (budget|spend(ing)? limit|credit limit)|current spend|monthly spend`,
      notText: 'thinking.{0,8}budget|budget_tokens|token budget|reasoning budget|rate limit',
      notStatus: NO_MONEY_STATUS,
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'text.bill',
    evidence: EN,
    when: {
      text: String.raw`in arrears|arrearage|overdue|past due|unpaid (bill|invoice|balance)|good standing|payment (is )?required|billing (is )?(not active|inactive|hard|issue|problem|disabled|suspended)|check your (plan and )?billing|(top[ -]?up|recharge|refill|add (more )?(credits?|funds?|money|balance)|(purchase|buy) (more |additional |extra )?(credits?|tokens?|a plan)|deposit)\b( \S+){0,12}|(billing|pre-?paid|credits?) (is |are )?(exhausted|depleted)|activate billing|set up billing|billing details|check your payment|please (pay|recharge|top up)`,
      notText: String.raw`rate limit|rate_limit|per (minute|min|second|hour)\b|requests per|too many requests|free (tier|quota|model|\w+ limit)|monthly included|(cap|limit|quota|allowance) (is |was |has been )?(exceeded|reached|hit) (for |this )|daily|per day|tokens per|TPM|RPM|upgrade to dev|no credits were|not authorized|model .{0,40} not found|credit card`,
      notStatus: [404, 405, 413, 415, 422],
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'text.money-zh',
    evidence: ZH,
    when: {
      text: '(余额|餘額|结余|账户金额|资源包|资源点|資源包|点数|點數|积分|積分|代金券|预付费|費用|费用|算力).{0,12}(不足|不够|不夠|为0|为零|小于|低于|耗尽|用尽|用完|透支|为负|已?过期|余额为)|欠费|欠費|(请|請|需|先|及时|尽快).{0,4}(充值|儲值|储值|续费|續費)|(套餐|订阅|会员|訂閱).{0,6}(到期|过期|過期|已失效)|账单逾期|逾期未付|无可用资源包|[额額]度(已)?(不足|用尽|用完|耗尽|耗盡)|剩余[额額]度.{0,10}不足',
      notText: '免费|免費|今日|当日|每日|每天|每月|本月|本周|每周|小时|日调用|令牌|频率|速率|并发',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'text.spend-zh',
    evidence: ZH,
    when: {
      text: '(消费|消費|预算|預算|花费|支出|费用).{0,6}(限额|限額|上限|额度|封顶)|(令牌|密钥|key).{0,6}[额額]度.{0,8}(不足|用尽|用完|耗尽)|超(出|过).{0,4}预算|预算.{0,4}(用尽|耗尽|不足)',
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'text.quota-zh',
    evidence: ZH,
    when: {
      text: String.raw`(今日|当日|当天|每日|每天|日调用|日配额|本日|本周|每周|本月|每月|月度|当月|\d+ ?(个)?小时|小时).{0,20}([额額]度|配额|配額|次数|次數|限额|限額|上限|用量|使用量|额).{0,10}|([额額]度|配额|配額|次数|用量|限额).{0,20}(今日|当日|明天|明日|下个?月|下周|重置|小时后|次日)|免费.{0,8}([额額]度|次数|配额|资源|试用).{0,10}(用尽|用完|耗尽|不足|超|达到|结束)|试用.{0,6}(结束|到期|用完|额度)|使用上限|每周/每月|请明天|明天再试|調用次數|(调用|请求)总?次数.{0,8}(上限|超|用完)|配额(已)?(不足|用尽|用完|耗尽|超)`,
      notText: '并发|每分钟|每秒|余额不足',
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'text.quota-window',
    evidence: `${EN}: a window of hours, days or months near a word of limit`,
    when: {
      text: String.raw`(per[ -]?(day|week|month|hour|24 ?h)|daily|weekly|monthly|hourly|today'?s?|this (day|week|month|hour|billing)|\bRPD\b|\bTPD\b|\bRPH\b|\bTPH\b|\bASPD\b|\bASPH\b|\b\d+[ -]?h(ou)?rs?\b|five[ -]hour|24 ?h(ours?)?|/ ?(day|month|week|hour)|a day|each (day|month)|until (tomorrow|next)|\bsession\b)( \S+){0,12} ?(limit|quota|allowance|exceed|reach|exhaust|used up|cap\b|usage|requests|tokens|free|allocation|maximum|rate)|(limit|quota|allowance|exceeded|reached|exhausted|used up|usage|allocation|requests|calls|tokens|images|messages)\b( \S+){0,12} (per[ -]?(day|week|month|hour)|daily|weekly|monthly|hourly|today|for (the|this) (day|week|month)|this (day|week|month|billing)|tomorrow|next (day|week|month)|in \d+ (hours|days)|a day|RPD|TPD|\(RPD\)|\(TPD\)|/ ?(day|month|week|hour))|try again tomorrow|come back tomorrow|(wait|reset)s? until (tomorrow|next|midnight)|(resets?|reset at|available|access) (at|in|on) .{0,30}(midnight|\d{4}-\d\d-\d\d|\d+ ?(h|hours|days)\b)`,
      notText: String.raw`per[ -]?min|per[ -]?second|/ ?min\b|concurren|spend|budget|balance|overloaded|capacity|\bTPM\b|\bRPM\b|limit resets at|per api key`,
      notStatus: [400, 404, 405, 409, 413, 415, 422, 500, 502, 504],
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'text.quota-plan',
    evidence: `${EN}: a plan's or trial's allowance is used up`,
    when: {
      text: String.raw`(free|trial|included|plan|subscription|starter|hobby|usage|tier|account|organi[sz]ation|user)('s)?( \S+){0,4} (quota|allowance|allocation|usage limit|included credits|free usage|credits? allocation|requests? quota|usage)( \S+){0,4} ?(exceed|reach|exhaust|used up|depleted|ended|expired|consumed|over)|(exceed|reach|exhaust|used up|deplet|consumed|hit)(s|es|ed|ing)?( \S+){0,5} (free|trial|included|plan|subscription|usage)( \S+){0,3} (quota|limits?|allowance|allocation|tier|usage|credits)|usage limit (has been |was |is )?(reached|exceeded|hit)|(you'?ve|you have) (hit|reached|exceeded) your( \S+){0,3} (usage )?limit|(free|trial) (period|tier|plan|trial) (has |is )?(ended|expired|over|exhausted|limit)|\btrial (has |is )?(ended|expired|over)|(exceeded|used|exhausted)( \S+){0,4} free (tier|plan|trial|usage|quota|requests)|quota (has been |is |was |have been )?(exceeded|exhausted|reached|used up|depleted|insufficient)|(exceeded|exhausted|reached|insufficient|out of|over|no)( \S+){0,4} quota|upgrade (your plan|to continue|for more)`,
      notText: String.raw`per[ -_]?min|per[ -_]?second|/ ?min\b|concurren|rate[ _-]?limit|\bTPM\b|\bRPM\b|check your plan and billing|requests? per|billing details|spend|budget`,
      notStatus: REQUEST_FAULT,
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'text.rate',
    evidence: EN,
    when: {
      text: String.raw`rate[ _-]?limit(s|ed|ing)?\b|ratelimit|requests? (per|/) ?(minute|min|second|sec)|per[ _-]?(minute|min|second|sec)(\b|_)|tokens? (per|/) ?(minute|min|second|sec)|\b(rpm|tpm|qps|rps|qpm|itpm|otpm|rpd)\b( \S+){0,4} ?(limit|exceed|reach|max)|(max|limit)( \S+){0,2} (rpm|tpm|qps|rps|qpm)\b|max (rpm|tpm|qps)|throttl|too many (concurrent|simultaneous|parallel|requests|calls|connections|tokens)|concurren(cy|t)( \S+){0,5} (limit|exceed|reach|max|request|too)|(exceed|reach|hit|over)(s|es|ed|ing)?( \S+){0,5} (concurren(cy|t)|parallel|simultaneous|qps|rpm|tpm|request limit|call rate|requests? rate)|(max(imum)?|limit)( \S+)? (parallel|concurrent|simultaneous)|request(s)? (rate|frequency|limit|too (frequent|many|fast))|slow down|(sending|making) (requests )?too (fast|quickly|many|frequently)|burst (rate|of requests)|request was rejected due to rate|limit_requests|qps request limit|call frequency|wait before (trying|retrying|sending)`,
      notText: "capacity|overload|we're receiving too many|server is busy|high (traffic|load|demand)$",
      notStatus: REQUEST_FAULT,
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'text.overloaded',
    evidence: EN,
    when: {
      text: String.raw`overload|no (valid|available) executors?\b|over[ -]?capacity|(at|reached|exceed(s|ed)?|beyond|max(imum)?|no|insufficient|out of|limited|not enough|full|lack of|no (available|remaining|free)|unavailable due to)( \S+){0,3} capacity|capacity (is |has been )?(exceeded|reached|limit|constraint|issue|exhausted|unavailable|temporarily)|(server|service|system|model|engine|cluster|we)( \S+){0,4} (is|are)( currently| too| very| temporarily| now)* busy|\bbusy\b.{0,40}(retry|try|later|wait)|(too|very|currently|server|service|system|model) busy|no (healthy |available |free |ready |running )?(instances?|backends?|upstreams?|servers?|workers?|replicas?|nodes?|hosts?|endpoints? available|gpus?|slots?|accounts? available|available accounts?)( \S+){0,3} ?(available|found|ready|healthy|free|exist|left|to serve)?$|no (healthy|available|live) (upstream|instances?|backends?|servers?|workers?|replicas?|nodes?|accounts?|keys?|slots?)|(high|heavy|excessive|peak|increased|exceptional|unusually high|too much) (demand|load|traffic|volume)|model( \S+){0,5} (is )?(still |currently )?(loading|warming|starting|being loaded|not ready|cold)|(not|isn't) ready( yet)?|loading model|queue (is )?(full|too long|length|size)|(server|service|gpu|computing|compute) resources? (are |is )?(exhausted|insufficient|saturated|not enough)|(are|is) saturated|receiving too many|pending requests|out of memory|temporarily (unable|overwhelmed)|generate first token before|under (heavy|high) load|all( \S+){0,3} (workers|instances|slots|providers|channels|accounts|servers|backends) (are )?(busy|unavailable|overloaded|in use|exhausted|down|cooling)`,
      notText: 'check quota|quota exceeded|your (account|organi[sz]ation|api key)',
      notStatus: REQUEST_FAULT,
    },
    say: { category: 'overloaded' },
  },
  {
    id: 'text.overloaded-zh',
    evidence: ZH,
    when: {
      text: '(服务|服務|系统|系統|服务器|伺服器|模型|算力|引擎|集群|网关|当前|节点).{0,10}(繁忙|忙碌|过载|過載|拥挤|擁擠|负载(过高|较高|已饱和|饱和)|忙,|忙，|忙$|火爆|排队|资源不足|资源紧张)|访问量过大|请求量(过大|过高|较大)|API请求过多|访问人数过多|使用人数过多|模型(正在)?加载|高峰期|流量(过大|高峰)|负载过高|稍后再试.{0,6}(繁忙)|资源(不足|紧张|暂时不可用)|触发流量限制',
      notText: '余额|额度',
    },
    say: { category: 'overloaded' },
  },
  {
    id: 'text.rate-zh',
    evidence: ZH,
    when: {
      text: String.raw`速率(限制|限流)|限速|限流|频率(过高|过快|超|限制|受限)|頻率|并发(数|量|请求|连接)?.{0,8}(超|过|限|上限|达到)|並發|请求(过于|太|过)(频繁|快|多)|請求過於頻繁|(调用|访问|操作)(过于|太)?频繁|(每分钟|每秒|\bQPS|\bRPM|\bTPM|\bQPM).{0,16}(限|超|上限|达)|超(过|出|限).{0,10}(并发|QPS|RPM|TPM|频率|速率)|流控|控制请求`,
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'text.tier',
    evidence: `${EN}: a plan or tier that does not include the call, with whatever status`,
    when: {
      text: String.raw`\b(tier|plan|subscription|access level) (is )?(not high enough|too low|insufficient)\b|\brequired tier\b`,
      notText: 'rate[- ]?limit',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'text.permission',
    evidence: EN,
    when: {
      text: String.raw`(does not|do not|doesn.t|don.t|didn.t|not|no|lack(s)?|without|missing|insufficient)( \S+){0,4} (access|permissions?|privileges?|scopes?|rights|entitlements?|entitled)\b|not (allowed|authori[sz]ed|permitted|entitled|eligible|enabled|whitelisted|approved)|permission(s)? (denied|error|required)|access (to .{0,60} )?(is |was |has been )?(denied|forbidden|restricted|terminated|blocked|revoked|not granted|disabled|not allowed)|forbidden|(must|need to|needs to) be verified|verif(y|ication) (your|is required|required|needed)|not (yet |currently )?(available|supported|offered|accessible)( \S+){0,4} (region|country|location|territory|plan|tier|subscription|area)|(country|region|territory|location)( \S+){0,6} (not supported|unsupported|restricted|blocked|not available|not allowed)|unsupported (country|region|location)|(violation of|violat\w+)( \S+){0,3} terms|terms of (service|use)|(account|organi[sz]ation|project|user|workspace|team|subscription|api access|tenant)( \S+){0,6} (is|has been|was|been)( \S+){0,2} (suspended|banned|disabled|deactivated|terminated|blocked|locked|restricted|frozen|closed|not active|inactive|on hold|flagged)|(not|isn.t|is not) (enabled|activated|available|included|supported) (for|in|on|with|under) (your|this|the current) (account|organi[sz]ation|plan|subscription|project|team|workspace|tier|region|api key|key|user)|(requires?|need|upgrade to|only available (to|on|for|in|with)|available only (to|on|for)|limited to) (a |an |the |our )?(\S+ ){0,3}\S*(paid|pro|plus|premium|enterprise|business|subscription|plan|tier|higher|subscribers?|approved|whitelist|beta access|waitlist|real-name|customers|members)\b|not (activated|subscribed|opened|purchased)|accept the (terms|license)|gated|allow-?list|ip (address )?(is )?(not allowed|restricted|blocked)|you have been blocked|blocked by|only be used|not open to|identity verification|request access`,
      notText: String.raw`method not allowed|rate limit|quota|too many|parameter|supported (values|parameters|types|formats)|is not allowed (here|in|for field|with)|extra (fields|inputs)|not permitted \[|additional properties|at most|field|schema`,
      notStatus: [402, 404, 413, 415, 422, 429, '5xx'],
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'text.permission-zh',
    evidence: ZH,
    when: {
      text: '(无|無|没有|未开通|未授权|缺少|不具备).{0,12}(权限|權限|访问权|服务|授权)|权限(不足|受限|错误)|無權|无权|未开通|尚未开通|未激活|请(先)?开通|实名认证|實名|(不支持|限制|禁止).{0,6}(地区|地域|区域|国家)|(账户|账号|帐号|帳號|帳戶|用户|组织).{0,10}(封禁|禁用|冻结|凍結|锁定|停用|违规|受限|被封|异常|注销|非活动)|暂未开放|白名单|不在.{0,6}(套餐|订阅)|禁止访问|拒绝访问',
      notText: '频率|速率|余额|欠费',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'text.backend-refused',
    evidence: "a 400 about the provider's own network: its front could not reach its backend (Xiaomi MiMo)",
    when: {
      status: ['4xx'],
      text: 'finishConnect|(connection|connect) (refused|reset)|no route to host|upstream connect error',
      notText: 'image|file|url|webhook|download|fetch',
    },
    say: { category: 'server_error', owner: 'provider', retryable: true },
  },
  {
    id: 'text.request',
    evidence: `${EN}: what validators say`,
    when: {
      text: 'failed to deserialize|validation error|field required|(is|are) (required|not permitted|not a valid|not of type|not one of)|must be (one of|a |an |set|provided|specified|either|at least|at most|between|greater|less|positive)|extra (inputs|fields)|(must|should|cannot|can not|may not) (not )?(be|have|contain) (non-)?empty|must be satisfied|property \\S+ is unsupported|unprocessable (entity|content)|unrecognized (request argument|field|key)|unknown (parameter|field|name|argument)|unsupported (parameter|value|content|media|file|image|role|mime)|does not support|invalid \\S+ value\\b|(above|below) (the )?(maximum|minimum)|(valid|allowed|accepted|supported) (range|values?)( of \\S+)? (is|are)\\b|\\b(max|min)(imum)? (number|length|value|count|size) (of \\S+ )?(is|was) \\d|expected an? (array|string|object|integer|number|boolean|value)|range is [[(]|is not supported with|invalid (request|value|type|json|parameter|argument|schema|image|role|input|content|format|message|tool|function|url)|malformed|bad request|could not parse|parse error|not supported (with|for|by) this model|missing required|参数(错误|无效|有误|不合法|异常)|无效(的)?(请求|参数)|参数.{0,10}(非法|错误)',
      notText: 'invalid response|rate limit',
      notStatus: [200, 401, 402, 403, 404, 408, 429, '5xx'],
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'text.client-timeout',
    evidence: 'a client gave up waiting: no status, so no server said it',
    when: {
      place: 'outer',
      text: String.raw`^\W*(\w[\w.]*: )?(the )?(request|connection|operation|call|read|connect)?( was| has)? ?(timed? ?-?out|timeout)|(read|write|connect|pool)timeout|operation timed out|(client|request|read|connect|socket) time-?out|\b(http)?client\.timeout|awaiting headers|^请求超时|^連線逾時`,
      notStatus: [200, '4xx', '5xx'],
    },
    say: { category: 'timeout', owner: 'unknown' },
  },
  {
    id: 'text.upstream-timeout',
    evidence: `${EN}: a gateway says that the one behind it was slow`,
    when: {
      place: 'outer',
      text: String.raw`\b(upstream|provider|origin|backend)\b.{0,40}(timed? ?-?out|time ?-?out)|(timed? ?-?out|time ?-?out).{0,40}\b(upstream|provider)\b|\bmodel did not (start|respond|answer)|上游.{0,6}超时`,
      notStatus: [400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429],
    },
    say: { category: 'timeout', owner: 'provider' },
  },
  {
    id: 'text.timeout',
    evidence: EN,
    when: {
      text: 'time(d)?[ -]?out|deadline[ _]exceeded|took too long|deadline (was )?(exceeded|expired)|did not respond (in|within)|no response (from|within|received)|超时|逾時|operation was aborted',
      notText: 'timeout (must|should|parameter|value)|invalid timeout',
      notStatus: [400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429],
    },
    say: { category: 'timeout' },
  },
  {
    id: 'text.upstream-server',
    evidence: `${EN}: a gateway says that the one behind it failed`,
    when: {
      place: 'outer',
      text: String.raw`\b(upstream|provider)( \S+){0,4} (error|fail\w*|reset|closed|unavailable|disconnect\w*|down)\b|(error|response) from (the )?(upstream|provider)|上游.{0,8}(错误|异常|失败|不可用)`,
      notText: 'invalid (request|parameter|argument)|validation',
      notStatus: [400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429],
    },
    say: { category: 'server_error', owner: 'provider' },
  },
  {
    id: 'text.server',
    evidence: EN,
    when: {
      text: String.raw`internal[ _-]?(server |service |system )?(error|fault|failure|exception)|server (had an |has an |encountered an? |returned an? |is having |unexpected )?(internal )?error|unexpected (error|server|condition|exception|response|eof from)|something went wrong|an error (has )?occurred (while|when|during|in|on)|bad gateway|gateway error|service (is )?(temporarily |currently )?(unavailable|not available|down|interrupted|isn't currently available|unable)|temporarily unavailable|upstream (connect|connection|request|server|service|provider|model|prematurely|sent|returned|response|api)?( \S+){0,3} ?(error|fail\w*|reset|closed|unavailable|disconnect\w*|invalid|header)|error from (upstream|provider)|invalid response (from|received)|origin (web )?server|web server is (down|returning)|unknown error|system error|failed to (process|generate|get|complete|fetch|run|parse (the )?(model|upstream|response))( \S+){0,6} ?(request|response|provider|upstream|completion|inference|reply)?|inference (failed|error)|prediction (was )?interrupted|engine (error|died|core)|cuda|worker (died|crashed|lost)|backend (error|failed|unavailable)|provider (error|unavailable|is down)|model (error|crashed|unavailable)|under maintenance|maintenance|内部(服务)?(错误|异常|故障)|系统(错误|异常|故障|内部)|服务(器)?(错误|异常|内部|不可用|暂不可用|出错|故障)|網路錯誤|网络错误|未知错误|上游.{0,6}(错误|异常|失败)|请求失败`,
      notText: 'invalid (request|parameter|argument)|validation',
      notStatus: [400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429],
    },
    say: { category: 'server_error' },
  },
  {
    id: 'text.connection',
    evidence: 'the messages of Node, undici, Go, Python requests and httpx',
    when: {
      text: 'fetch failed|failed to fetch|connection (error|refused|reset|closed|lost|aborted|terminated|timed|failed|was|broken|attempts failed|to .{0,60} (failed|refused))|econn(refused|reset|aborted)|enotfound|eai_again|socket hang ?up|socket (closed|disconnected|connection)|network (error|is unreachable|connection|request failed|unreachable)|name (or service not known|resolution)|getaddrinfo|dns|no such host|dial tcp|max retries exceeded|cannot connect|could not connect|failed to connect|unable to connect|connect(ion)? error|other side closed|^terminated$|premature(ly)? close|incomplete chunked read|peer closed|remote end closed|server disconnected|(stream|streaming response|response) (was )?(closed|disconnected|ended) (before|unexpectedly|prematurely)|net::err_|ssl|tls|certificate|unexpected eof|broken pipe|actively refused|connecterror|connection(reset|refused|aborted)error|newconnectionerror|readerror|remoteprotocolerror|网络连接|连接(失败|超时|被拒绝|中断|重置)',
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'unknown' },
  },
];

import type { Rule } from './rule.ts';

const NEW_API =
  'QuantumNous/new-api: types/error.go, middleware/auth.go, middleware/distributor.go, service/quota.go';
const ONE_API = 'songquanpeng/one-api: relay/controller, middleware';

/** one-api, new-api and their many forks: relays with user quota, token quota, groups and channels. */
export const RELAYS: readonly Rule[] = [
  {
    id: 'relay.upstream-money',
    evidence: `${ONE_API}: the message of an upstream 429 is rewritten, type and code stay the upstream's`,
    when: { code: ['insufficient_quota', 'insufficient_user_quota'], text: '上游负载已饱和' },
    say: { category: 'insufficient_balance', owner: 'gateway', remedy: 'switch_provider' },
  },
  {
    id: 'relay.saturated',
    evidence: `${ONE_API}: 当前分组上游负载已饱和 replaces an upstream 429`,
    when: { text: '上游负载(已)?饱和|上游負載(已)?飽和' },
    say: { category: 'overloaded', owner: 'gateway' },
  },
  {
    id: 'relay.model-saturated',
    evidence: `${NEW_API} forks that queue: the message says load, the code says no channel`,
    when: { text: '负载已(经)?(达到上限|满)|負載已(經)?(達到上限|滿)' },
    say: { category: 'overloaded', owner: 'gateway' },
  },
  {
    id: 'relay.no-account',
    evidence: 'sub2api, claude-relay-service and others: no account of the pool is free for the call',
    when: {
      text: String.raw`\bno (available|healthy|usable|eligible|schedulable|active) (\S+ ){0,2}accounts?\b|\bno accounts? (is |are )?available|没有可用(的)?(\S{0,8})?账[号户]`,
      notText: 'rate[- ]?limit',
    },
    say: { category: 'overloaded', owner: 'gateway' },
  },
  {
    id: 'relay.all-limited',
    evidence: 'relays and routers that tried every account or channel of their own',
    when: {
      text: String.raw`\b(all|every) (of the |available |configured |healthy )?(channels?|providers?|accounts?|keys?|upstreams?|deployments?|backends?|credentials?)\b.{0,60}rate[- ]?limit`,
    },
    say: { category: 'rate_limited', owner: 'gateway', remedy: 'switch_provider' },
  },
  {
    id: 'relay.all-down',
    evidence: 'OmniRoute, CLIProxyAPI and others: none of the accounts of the pool can serve',
    when: {
      text: String.raw`\b(all|every) (of the |available |configured |healthy )?(upstream |provider )?(channels?|accounts?|keys?|upstreams?|credentials?)( (is|are|were))?( currently| temporarily)? (inactive|unavailable|exhausted|disabled|cooling|busy|down|in cooldown|on cooldown|unhealthy)`,
      notText: 'rate[- ]?limit|your (account|key)|last error',
    },
    say: { category: 'overloaded', owner: 'gateway' },
  },
  {
    id: 'relay.unknown-model',
    evidence: 'CLIProxyAPI and others: no provider is configured for the name',
    when: { text: 'unknown provider for model|no provider (configured|registered) for' },
    say: { category: 'model_not_found' },
  },
  {
    id: 'relay.no-channel',
    evidence: `${NEW_API}: no channel of the group serves the model`,
    when: {
      text: '无可用(的)?渠道|無可用(的)?渠道|没有可用(的)?渠道|no available channels?|渠道不存在',
    },
    say: { category: 'model_not_found', owner: 'caller', retryable: false },
  },
  {
    id: 'relay.channel-money',
    evidence: `${ONE_API}: 余额不足，通道将自动关闭 replaces an upstream's insufficient_quota`,
    when: { text: '(余额|餘額)不足.{0,6}(通道|渠道)' },
    say: { category: 'insufficient_balance', owner: 'gateway', remedy: 'switch_provider' },
  },
  {
    id: 'relay.channel-key',
    evidence: `${NEW_API} (channel:invalid_key): the upstream refuses the relay's own key`,
    when: { code: ['channel:invalid_key'] },
    say: { category: 'authentication', owner: 'gateway', retryable: false },
  },
  {
    id: 'relay.no-channel-code',
    evidence: NEW_API,
    when: {
      codeText: '^(channel:no_available_key|get_channel_failed|no_available_channel|channel_not_found)',
    },
    say: { category: 'model_not_found', owner: 'caller', retryable: false },
  },
  {
    id: 'relay.token-quota',
    evidence: `${NEW_API}: the allowance of the relay's key, not the account`,
    when: {
      text: '(令牌|token|key|密钥).{0,20}额度.{0,12}(不足|已?用尽|已?用完|耗尽|为0)|额度已用尽.{0,40}token|TokenStatusExhausted|token (remain )?quota (is )?(not enough|insufficient)|token remain quota|api ?key quota (is )?(not enough|insufficient|exhausted|exceeded)|令牌.{0,4}額度',
      notText: '用户额度不足|user quota',
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'relay.user-quota',
    evidence: NEW_API,
    when: {
      text: '(用户|用戶|账户|帐户|帳戶|账号)(的)?(剩余|剩餘)?[额額]度.{0,12}(不足|不够|已?用尽|已?用完|耗尽)|user (remain )?quota (is )?(not enough|insufficient|exhausted)|预扣费额度失败|pre-?consume.{0,20}failed|剩余额度: ?[＄$¥￥]?-',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'relay.user-quota-code',
    evidence: NEW_API,
    when: { code: ['insufficient_user_quota', 'user_quota_not_enough'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'relay.token-quota-code',
    evidence: NEW_API,
    when: { code: ['pre_consume_token_quota_failed', 'insufficient_token_quota', 'token_quota_exhausted'] },
    say: { category: 'spend_limit' },
  },
  {
    id: 'relay.requests-of-day',
    evidence: `${NEW_API} (middleware/model-rate-limit.go): a window of hours, written in minutes`,
    when: { text: String.raw`已达到(总)?请求数限制.{0,4}(\d{4,}|[1-9][2-9]\d|[2-9]\d\d) ?分钟` },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'relay.requests-of-minute',
    evidence: `${NEW_API} (middleware/model-rate-limit.go)`,
    when: { text: '已达到(总)?请求数限制' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'relay.no-token',
    evidence: NEW_API,
    when: {
      text: String.raw`未提供令牌|未提供(有效的)?(api ?)?(密钥|令牌|key)|无效的(令牌|密钥|token|api)|無效的(令牌|密鑰)|令牌(已过期|已禁用|状态不可用|不存在|已被禁用|.{0,6}(验证不正确|无效))|该令牌(已过期|状态不可用|不可用)|invalid token \(`,
    },
    say: { category: 'authentication' },
  },
  {
    id: 'relay.group-denied',
    evidence: NEW_API,
    when: {
      text: '(令牌|token|该令牌|分组|用户).{0,10}(无权|无权限|没有权限|禁止)(访问|使用|选择)?|分组.{0,20}(已被禁用|被弃用)|用户已被封禁|user (is )?banned',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'relay.sensitive-words',
    evidence: `${NEW_API} (sensitive_words_detected, prompt_blocked)`,
    when: { codeText: 'sensitive_words|prompt_blocked|violation_fee' },
    say: { category: 'content_filtered' },
  },
  {
    id: 'relay.request-failed',
    evidence: `${NEW_API} (do_request_failed): no answer from the upstream, the connection failed`,
    when: { code: ['do_request_failed'], notText: 'time ?-?out|deadline|超时' },
    say: { category: 'connection_error', owner: 'gateway' },
  },
  {
    id: 'relay.request-failed-text',
    evidence: `${NEW_API}: the same in a log line`,
    when: { text: String.raw`\bdo request failed\b`, notText: 'time ?-?out|deadline|超时' },
    say: { category: 'connection_error', owner: 'gateway' },
  },
  {
    id: 'relay.system-load',
    evidence: `${NEW_API} (system_cpu_overloaded, system_memory_overloaded)`,
    when: { codeText: String.raw`^system_\w+_overloaded` },
    say: { category: 'overloaded', owner: 'gateway' },
  },
  {
    id: 'relay.price-missing',
    evidence: `${NEW_API} (model_price_error): the operator set no price, the model cannot be called`,
    when: { code: ['model_price_error'] },
    say: { category: 'model_not_found' },
  },
];

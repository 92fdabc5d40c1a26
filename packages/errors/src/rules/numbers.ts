import type { Rule } from './rule.ts';

const ZHIPU = 'https://docs.bigmodel.cn/cn/api/api-code and https://docs.z.ai/api-reference/api-code';
const MINIMAX =
  'https://platform.minimax.io/docs/api-reference/errorcode; also at the end of the sentence: MiniMax-AI/MiniMax-M2.7#36 (2056), liliMozi/openhanako#452 (2061 with status 500)';
const SILICONFLOW = 'https://docs.siliconflow.cn/cn/faqs/error-code';
const IFLYTEK = 'https://www.xfyun.cn/doc/spark/Web.html (error codes)';
const BAIDU =
  'https://ai.baidu.com/ai-doc/WENXINWORKSHOP/tlmyncueh and https://cloud.baidu.com/doc/qianfan-api/s/3m7of64lb';

const GLM: readonly string[] = ['zhipu'];
const MINI: readonly string[] = ['minimax'];
const SILICON: readonly string[] = ['siliconflow'];
const SPARK: readonly string[] = ['iflytek'];
const QIANFAN: readonly string[] = ['baidu'];

/** Tables of numeric codes. A number means something at its own endpoint only. */
export const NUMBERS: readonly Rule[] = [
  {
    id: 'zhipu.money',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1113'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'zhipu.plan-expired',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1309'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'zhipu.rate',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1302', '1303'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'zhipu.fair-use',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1313'] },
    say: { category: 'rate_limited', retryable: false, remedy: 'contact_provider' },
  },
  {
    id: 'zhipu.quota',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1304', '1308', '1310', '1316', '1317', '1318', '1319', '1320', '1321'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'zhipu.overloaded',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1305', '1312'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'zhipu.plan',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1311', '1220', '1110', '1112', '1121', '1314', '1315'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'zhipu.key',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1000', '1001', '1002', '1003', '1004', '1111'] },
    say: { category: 'authentication' },
  },
  {
    id: 'zhipu.model',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1211', '1221', '1222'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'zhipu.context',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1261'] },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'zhipu.content',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1300', '1301'] },
    say: { category: 'content_filtered' },
  },
  {
    id: 'zhipu.server',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1120', '1200', '1230', '1234'] },
    say: { category: 'server_error' },
  },
  {
    id: 'zhipu.request',
    evidence: ZHIPU,
    when: { at: GLM, code: ['1210', '1212', '1213', '1214', '1215', '1231'] },
    say: { category: 'invalid_request' },
  },
  {
    id: 'minimax.money',
    evidence: MINIMAX,
    when: { at: MINI, code: ['1008'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'minimax.rate',
    evidence: MINIMAX,
    when: { at: MINI, code: ['1002', '1039', '1041', '2045'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'minimax.quota',
    evidence: MINIMAX,
    when: { at: MINI, code: ['2056'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'minimax.key',
    evidence: MINIMAX,
    when: { at: MINI, code: ['1004', '2049'] },
    say: { category: 'authentication' },
  },
  {
    id: 'minimax.busy',
    evidence: 'MiniMax 2064, too many requests at this hour: known from use, found in no document',
    when: { at: MINI, code: ['2064'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'minimax.content',
    evidence: MINIMAX,
    when: { at: MINI, code: ['1026', '1027'] },
    say: { category: 'content_filtered' },
  },
  {
    id: 'minimax.access',
    evidence: MINIMAX,
    when: { at: MINI, code: ['2038', '2061'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'minimax.timeout',
    evidence: MINIMAX,
    when: { at: MINI, code: ['1001'] },
    say: { category: 'timeout' },
  },
  {
    id: 'minimax.server',
    evidence: MINIMAX,
    when: { at: MINI, code: ['1000', '1013', '1024', '1033'] },
    say: { category: 'server_error' },
  },
  {
    id: 'minimax.request',
    evidence: MINIMAX,
    when: {
      at: MINI,
      code: ['1042', '1043', '1044', '2013', '20132', '2037', '2039', '2042', '2048'],
      notText: 'context|too long|model',
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'siliconflow.model',
    evidence: SILICONFLOW,
    when: { at: SILICON, code: ['20012', '30003'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'siliconflow.money',
    evidence: SILICONFLOW,
    when: { at: SILICON, code: ['30001'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'siliconflow.disabled',
    evidence: SILICONFLOW,
    when: { at: SILICON, code: ['30011'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'siliconflow.busy',
    evidence: SILICONFLOW,
    when: { at: SILICON, code: ['50501', '50505', '50508', '50603'], notText: 'rate limit' },
    say: { category: 'overloaded' },
  },
  {
    id: 'siliconflow.rate',
    evidence: SILICONFLOW,
    when: { at: SILICON, code: ['50602', '50604'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'siliconflow.request',
    evidence: SILICONFLOW,
    when: { at: SILICON, code: ['20015'], notText: 'length|context|too long|model (is )?not|not exist' },
    say: { category: 'invalid_request' },
  },
  {
    id: 'iflytek.rate',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['10007', '11202', '11203'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'iflytek.quota',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['11201'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'iflytek.license',
    evidence: `${IFLYTEK}: 11200 is no licence of this app for the function or version, or its amount is used up`,
    when: { at: SPARK, code: ['11200'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'iflytek.busy',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['10008', '10110'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'iflytek.content',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['10013', '10014', '10019', '10021'] },
    say: { category: 'content_filtered' },
  },
  {
    id: 'iflytek.context',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['10907'] },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'iflytek.permission',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['10005', '10015', '10016', '10017', '10018', '10109'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'iflytek.server',
    evidence: IFLYTEK,
    when: { at: SPARK, code: ['10010', '10011', '10012', '10222', '10223'] },
    say: { category: 'server_error' },
  },
  {
    id: 'iflytek.request',
    evidence: IFLYTEK,
    when: {
      at: SPARK,
      code: ['10000', '10001', '10002', '10003', '10004', '10006', '10160', '10161', '10163', '10404'],
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'baidu.daily',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['17', '19'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'baidu.rate',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['18', '336501', '336502', '336503', '336504', '336505'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'baidu.busy',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['4', '336100'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'baidu.key',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['13', '14', '15', '100', '110', '111', '336004'] },
    say: { category: 'authentication' },
  },
  {
    id: 'baidu.permission',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['6', '336005'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'baidu.context',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['336007', '336103', '336104'] },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'baidu.server',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['1', '2', '336000'] },
    say: { category: 'server_error' },
  },
  {
    id: 'baidu.route',
    evidence: `${BAIDU} (3: the API that was called does not exist, as models have routes of their own there)`,
    when: { at: QIANFAN, code: ['3'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'baidu.request',
    evidence: BAIDU,
    when: { at: QIANFAN, code: ['336001', '336002', '336003', '336006', '336101', '336102'] },
    say: { category: 'invalid_request' },
  },
];

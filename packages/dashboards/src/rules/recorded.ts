/** Names of the recorded series. Dashboards and alerts read these instead of the raw ones. */

/** Last reading; by provider, account, currency and kind. Absent while it cannot be read. */
export const ACCOUNT_BALANCE = 'llm:account_balance';
/** 1 where any reporter could read the account, else 0; by provider and account. */
export const ACCOUNT_UP = 'llm:account_up';
/** Unix time at which the limit is renewed; by provider and account. */
export const ACCOUNT_RESETS_AT = 'llm:account_resets_at';
/** What running out is about: `total`, else `limit_remaining`; known at some time within the last hour. */
export const ACCOUNT_MONEY = 'llm:account_money';

/** Money a second over the last 15 minutes; by provider, account and currency, as are all that follow. */
export const ACCOUNT_SPEND_15M = 'llm:account_spend:rate15m';
/** Mean of the above over an hour, six hours, a day, a week: of as much of it as there is. */
export const ACCOUNT_SPEND_1H = 'llm:account_spend:rate1h';
export const ACCOUNT_SPEND_6H = 'llm:account_spend:rate6h';
export const ACCOUNT_SPEND_1D = 'llm:account_spend:rate1d';
export const ACCOUNT_SPEND_1W = 'llm:account_spend:rate1w';
/** As over 15 minutes; absent while the account was empty and nothing could be spent. */
export const ACCOUNT_SPEND_FUNDED = 'llm:account_spend:funded15m';
/** Money a second that an hour of the last week spent at most, but for the 5 % that spent most. */
export const ACCOUNT_SPEND_HIGH = 'llm:account_spend:high1w';
/** Money a second that the coming hours took a day, a week, two weeks ago; times how the days compare. */
export const ACCOUNT_SPEND_COMING_1D = 'llm:account_spend:coming1d';
export const ACCOUNT_SPEND_COMING_1W = 'llm:account_spend:coming1w';
export const ACCOUNT_SPEND_COMING_2W = 'llm:account_spend:coming2w';
/** Money a second that the hours around this one took at most, a day, a week, two weeks ago. */
export const ACCOUNT_SPEND_USUAL_1D = 'llm:account_spend:usual1d';
export const ACCOUNT_SPEND_USUAL_1W = 'llm:account_spend:usual1w';
export const ACCOUNT_SPEND_USUAL_2W = 'llm:account_spend:usual2w';
/** Money a second that the coming hours usually take. */
export const ACCOUNT_SPEND_COMING = 'llm:account_spend:coming';
/** Money a second that this hour usually takes at most. */
export const ACCOUNT_SPEND_USUAL = 'llm:account_spend:usual';
/** Money a second that is spent now and has lasted: for most of the last hour, or as this hour usually has it. */
export const ACCOUNT_SPEND_SUSTAINED = 'llm:account_spend:sustained';
/** Money a second that the coming hours are foreseen to take. */
export const ACCOUNT_SPEND_FORESEEN = 'llm:account_spend:foreseen';
/** Hours until the account is empty; absent where nothing is spent. Has the kind of `llm:account_money` too. */
export const ACCOUNT_HOURS_LEFT = 'llm:account_hours_left';

/** The balance before it rose; for some minutes after each top-up. */
export const ACCOUNT_TOPUP_LEVEL = 'llm:account_topup:level';
/** The balance while it is where money usually comes in. */
export const ACCOUNT_TOPUP_DUE = 'llm:account_topup:due';
/** For how many of the last minutes it was there; for some minutes after each top-up. */
export const ACCOUNT_TOPUP_WAIT = 'llm:account_topup:wait';
/** Where the account is topped up automatically: the balance below which that has failed. */
export const ACCOUNT_TOPUP_FLOOR = 'llm:account_topup:floor';

/** Money a second; by provider, model, account and currency. */
export const CALL_COST = 'llm:call_cost:rate5m';
/** By provider, model, account, category, owner and upstream. */
export const CALL_ERRORS = 'llm:call_errors:rate5m';
/** By provider, model, category and owner. */
export const CALL_RETRIES = 'llm:call_retries:rate5m';
/** By provider and model. */
export const CALL_UNPRICED = 'llm:call_unpriced:rate5m';
/** Calls a second that ended, well or not; by provider and model. */
export const CALLS = 'llm:calls:rate5m';
/** By `le`, provider and model. */
export const CALL_DURATION_BUCKET = 'llm:call_duration_seconds_bucket:rate5m';
/** By provider, model and `gen_ai_token_type` (`input`, `output`). */
export const CALL_TOKENS = 'llm:call_tokens:rate5m';

/** How many in the last ten minutes, the first one of each series included; by provider … as the rates, without model. */
export const CALL_ERRORS_10M = 'llm:call_errors:increase10m';
export const CALL_RETRIES_10M = 'llm:call_retries:increase10m';
export const CALLS_10M = 'llm:calls:increase10m';
/** By provider and model. */
export const CALL_UNPRICED_1H = 'llm:call_unpriced:increase1h';

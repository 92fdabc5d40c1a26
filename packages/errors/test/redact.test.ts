import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../src/index.ts';

const HEX = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

describe('redact blanks', () => {
  it.each([
    ['an OpenAI key', 'key sk-proj-FAKEfakeFAKE0123456789', 'FAKEfake'],
    ['an OpenRouter key', `bad sk-or-v1-${HEX}`, '0123456789'],
    ['an Anthropic key', 'bad sk-ant-api03-FAKE_fake-0123456789', 'FAKE_fake'],
    ['a key masked in the middle', 'Incorrect API key provided: sk-ab***yz. You can', 'yz.'],
    ['a key masked with dots', 'key sk-ab...wxyz is wrong', 'wxyz'],
    ['a key masked with an ellipsis', 'key sk-ab…wxyz is wrong', 'wxyz'],
    ['a key masked at its front', 'Your api key: ****WXYZ is invalid', 'WXYZ'],
    ['a Google key', 'key AIzaSyFAKEfakeFAKEfakeFAKE', 'SyFAKE'],
    ['a Groq key', 'key gsk_FAKEfakeFAKE', 'FAKEfake'],
    ['an xAI key', 'key xai-FAKEfakeFAKE', 'FAKEfake'],
    ['a Hugging Face token', 'token hf_FAKEfakeFAKE', 'FAKEfake'],
    ['an AWS key id', 'id AKIAFAKEFAKEFAKEFAKE', 'FAKEFAKE'],
    ['a bearer token', 'Authorization: Bearer abc.DEF-123_456', 'DEF-123'],
    ['a JSON web token', 'token eyJhbGciOiJIUzI1NiJ9.eyJmYWtlIjoxfQ.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['an e-mail address', 'ask jane.doe+x@example.test now', 'jane'],
    ['an organization', 'in organization org-FAKE0001 on', 'FAKE0001'],
    ['a Clerk user', 'user_2fakeFAKE0001', '2fake'],
    ['a project', 'Project proj_fake0001 has', 'fake0001'],
    ['a request id', 'request id req_011CfakeFake', '011C'],
    ['a relay request id', '(request id: 202601010000000000fake)', '20260101'],
    ['a UUID', 'team 00000000-0000-4000-8000-000000000001 has', '4000'],
    ['long hexadecimal', `keys/${HEX}`, '0123456789abcdef'],
    ['long base64', 'blob QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw==', 'QUJD'],
    ['an IPv4 address', 'dial tcp 203.0.113.7:443', '203.0.113'],
    ['an IPv6 address', 'dial 2001:db8:0:0:0:0:0:1 failed', '2001'],
    ['the path of a link', 'see https://openrouter.ai/workspaces/acme/keys/abc', 'acme'],
    ['the password in a link', 'no such host: https://jane:fakepass@llm.example.test/v1', 'fakepass'],
    ['the user in a link', 'no such host: https://jane:fakepass@llm.example.test/v1', 'jane'],
    ['a key of no known kind that is masked in the middle', 'the key fa4ebce28d48...be23173e is', 'be23'],
    ['an organization without a digit', 'organization org-fakeFAKEfakeFAKEfakeFAKE has', 'FAKEfake'],
    ['letters as no word has them', 'unauthorized: fakeAFLYWyYppvzEMGYzBWVZLDMfWism', 'Wism'],
    ['an AWS resource name', 'on arn:aws:bedrock:us-east-1:000000000001:model/x', '000000000001'],
  ])('%s', (_name, text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });
});

describe('redact keeps', () => {
  it.each([
    'Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000. Please try again in 2s.',
    'Your credit balance is too low to access the Anthropic API.',
    'No endpoints found for meta-llama/llama-3.3-70b-instruct-turbo-free.',
    '余额不足，请充值',
    'ResponsibleAIPolicyViolation',
    'Please wait... then retry, or see model_not_found_for_organization.',
  ])('what an on-call person needs: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('the length asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 600, unit: 'grapheme' }),
        fc.integer({ min: 1, max: 300 }),
        (text, most) => {
          expect(redact(text, most).length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

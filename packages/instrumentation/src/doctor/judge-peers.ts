import { compareVersions, isInRange, rangeText } from '../version-range.ts';
import { capital } from './capital.ts';
import type { Installed } from './installed.ts';
import { shownPath, viaOf } from './paths.ts';
import { type Peer, peerOf } from './peers.ts';
import type { Finding } from './report.ts';

const BESIDE: Readonly<Record<Peer['kind'], string>> = {
  'genai-span': 'its GenAI span is enriched; fuelgauge makes no second one',
  'http-span': "its HTTP spans become children of fuelgauge's span",
  'own-tracer': 'records beside fuelgauge, on its own',
  wrapper: 'records beside fuelgauge, on its own',
  bundle: 'gets along with fuelgauge',
};

/** What happens beside each other instrumentation that is installed. */
export function judgePeers(project: string, packages: readonly Installed[]): Finding[] {
  const openai = [...new Set(packages.filter(({ name }) => name === 'openai').map(({ version }) => version))];
  const findings = packages.flatMap((copy): Finding[] => {
    const peer = peerOf(copy.name);
    return peer === undefined ? [] : [judge(project, copy, peer, openai)];
  });
  const ai = packages.find(({ name, direct }) => name === 'ai' && direct);
  if (ai !== undefined && isInRange(ai.version, { from: '3', below: '7' })) {
    findings.push({
      id: 'peer-ai-telemetry',
      mark: 'note',
      text: `ai ${ai.version} has telemetry of its own (experimental_telemetry): where it is on, its spans are enriched`,
      package: 'ai',
      version: ai.version,
    });
  }
  return findings.sort((a, b) => (a.package ?? '').localeCompare(b.package ?? ''));
}

function judge(project: string, copy: Installed, peer: Peer, openai: readonly string[]): Finding {
  const details: string[] = [];
  const range = peer.openai;
  const unread = peer.readUpTo !== undefined && compareVersions(copy.version, peer.readUpTo) > 0;
  const excluded =
    range === undefined || unread ? [] : openai.filter((version) => !isInRange(version, range));
  if (range !== undefined && excluded.length > 0) {
    details.push(
      `It patches openai ${rangeText(range)}, so it is silent on the installed ${excluded.join(', ')}: there the span is fuelgauge's.`,
    );
  }
  if (peer.note !== undefined) details.push(`${capital(peer.note)}.`);
  return {
    id: excluded.length > 0 ? 'peer-excludes-openai' : `peer-${peer.kind}`,
    mark: 'note',
    text: `${copy.name} ${copy.version}: ${BESIDE[peer.kind]}`,
    ...(details.length > 0 && { detail: details.join(' ') }),
    package: copy.name,
    version: copy.version,
    path: shownPath(project, copy.folder),
    via: viaOf(copy),
  };
}

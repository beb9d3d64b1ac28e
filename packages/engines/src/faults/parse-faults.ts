import { didYouMean, usageError } from '@sagellm/bench-protocol';
import { type FaultPlan, FaultRule, WireFault } from './fault-plan.ts';

/**
 * Faults as words: `truncated:every=2`, `http-error:share=0.1,status=429,retry_after_s=3`, `hang:indexes=0+4,at=middle`.
 * Each names a fault, exactly one of `every`, `share`, `indexes`, and options of the fault where wanted.
 *
 * @throws a usage error that names `--fault` and what is wrong.
 */
export function parseFaults(clauses: readonly string[]): FaultPlan {
  return clauses.map(parseClause);
}

const KINDS = WireFault.options.map((option) => option.shape.kind.value);
const SELECTORS = ['every', 'share', 'indexes'];

function parseClause(clause: string): FaultRule {
  const [kind = '', settings = ''] = clause.split(/:(.*)/s).map((part) => part.trim());
  const option = WireFault.options.find((candidate) => candidate.shape.kind.value === kind);
  if (!option) {
    const meant = didYouMean(kind, KINDS);
    throw usageError(
      `--fault ${clause}: there is no fault "${kind}" (${KINDS.join(', ')})`,
      meant ? `did you mean ${meant}?` : undefined,
    );
  }

  const known = [...SELECTORS, ...Object.keys(option.shape).filter((key) => key !== 'kind')];
  const rule: Record<string, unknown> = {};
  const fault: Record<string, unknown> = { kind };
  for (const setting of settings.split(',').filter((part) => part.trim() !== '')) {
    const [key = '', text = ''] = setting.split(/=(.*)/s).map((part) => part.trim());
    if (!known.includes(key)) {
      throw usageError(`--fault ${clause}: ${kind} has no setting "${key}" (${known.join(', ')})`);
    }
    if (key === 'indexes') rule[key] = text.split('+').map(numberOrText);
    else if (SELECTORS.includes(key)) rule[key] = numberOrText(text);
    else fault[key] = numberOrText(text);
  }
  if (Object.keys(rule).length !== 1) {
    throw usageError(`--fault ${clause}: say which requests by one of every=N, share=0..1 or indexes=A+B+…`);
  }

  const parsedFault = WireFault.safeParse(fault);
  if (!parsedFault.success) throw wrongValue(clause, parsedFault.error.issues[0]);
  const selector = FaultRule.options.find((candidate) => Object.keys(rule)[0]! in candidate.shape)!;
  const parsedRule = selector.safeParse({ ...rule, fault });
  if (!parsedRule.success) throw wrongValue(clause, parsedRule.error.issues[0]);
  return parsedRule.data;
}

function numberOrText(text: string): number | string {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function wrongValue(clause: string, issue: { path: PropertyKey[]; message: string } | undefined) {
  return usageError(`--fault ${clause}: ${issue?.path.join('.')}: ${issue?.message}`);
}

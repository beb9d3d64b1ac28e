import type { Verdict, Warning } from '@sagellm/bench-protocol';

/** Something odd about one workload, before what is odd about several in the same way is said once. */
export type Finding = {
  code: string;
  workload: string;
  /** What is odd, without number and full stop: workloads that say the same share a warning. */
  says: string;
  /** How much of it this workload has: `51.9 %`, `5 of 10`. Absent where there is nothing to count. */
  figure?: string;
  /** A case to look at; of several workloads the first one's is shown. */
  example?: string;
  remedy?: string;
};

/**
 * One warning for each thing that is odd, in the order in which it was first found.
 *
 * Of one workload: `Tokens shared a read: 51.9 %.`, with `workload`. Of several: `Tokens shared a read: Q1 51.9 %, Q2
 * 45.3 %.`, without.
 */
export function warningsOf(findings: readonly Finding[]): Warning[] {
  const alike = Map.groupBy(findings, ({ code, says, remedy }) => JSON.stringify([code, says, remedy]));
  return [...alike.values()].map((group) => {
    const { code, says, example, remedy } = group[0]!;
    const figures = group.length === 1 ? group[0]!.figure : together(group.map(placed));
    return {
      code,
      message: `${says}${figures ? `: ${figures}` : ''}.${example ? ` First: ${example}` : ''}`,
      ...(remedy ? { remedy } : {}),
      ...(group.length === 1 ? { workload: group[0]!.workload } : {}),
    };
  });
}

/** What the verdict does not say already, with the same code of the same workload. */
export function besideVerdict(findings: readonly Finding[], { reasons }: Verdict): Finding[] {
  return findings.filter(
    (finding) => !reasons.some(({ code, workload }) => code === finding.code && workload === finding.workload),
  );
}

function placed({ workload, figure }: Finding): string {
  return figure ? `${workload} ${figure}` : workload;
}

function together(places: string[]): string {
  return places.join(places.some((place) => place.includes(',')) ? '; ' : ', ');
}

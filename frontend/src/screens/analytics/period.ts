/** Of which job and which days figures are. */
export interface Period {
  /** Empty: of all jobs. */
  jobId: string;
  /** Days such as 2026-03-01, the last one too; empty: no bound. */
  from: string;
  to: string;
}

export const queryOf = ({ jobId, from, to }: Period) => ({
  ...(jobId && { job_id: jobId }),
  ...(from && { from }),
  ...(to && { to }),
});

export function addressOf(figure: string, period: Period, format?: string): string {
  const given = new URLSearchParams({ ...queryOf(period), ...(format && { format }) });
  return `/api/v1/analytics/${figure}?${given.toString()}`;
}

/** Each figure as a panel: what is fetched, its columns and its picture. */
import type { Shape } from "@shortlist/client";
import { answer, api } from "@/app/api";
import { Bars } from "@/parts/charts/Bars";
import { Columns } from "@/parts/charts/Columns";
import { useFormat, useWords } from "@/words";
import { Panel } from "./Panel";
import { queryOf, type Period } from "./period";

interface Of {
  period: Period;
}

const MOST_SKILLS = 12;

/** The API can answer files under the same address; here it was asked for figures. */
const figures = <Body,>(asked: Promise<{ data?: Body }>) => answer(asked) as Promise<Exclude<Body, string>>;

export function OverTime({ period }: Of) {
  const { analytics: words } = useWords();
  const format = useFormat();
  return (
    <Panel
      figure="overview" title={words.overTime} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/overview", { params: { query: queryOf(period) } }))}
      rows={({ over_time: rows }) => rows}
      rowKey={({ start }) => start}
      columns={[
        { key: "start", head: words.start, isRowHead: true, cell: ({ start }) => format.date(start) },
        { key: "applications", head: words.applications, isNumber: true, cell: ({ applications }) => format.number(applications) },
        { key: "hires", head: words.hires, isNumber: true, cell: ({ hires }) => format.number(hires) },
      ]}
      chart={(rows) => (
        <Columns
          label={words.overTime} says={format.number}
          labels={rows.map(({ start }) => format.date(start))}
          series={[
            { name: words.applications, values: rows.map((row) => row.applications), says: (at) => format.number(rows[at]?.applications ?? 0) },
            { name: words.hires, values: rows.map((row) => row.hires), says: (at) => format.number(rows[at]?.hires ?? 0) },
          ]}
        />
      )}
    />
  );
}

export function Funnel({ period }: Of) {
  const { analytics: words, board } = useWords();
  const format = useFormat();
  const share = (value: number | null | undefined) => (value == null ? "–" : format.percent(value));
  return (
    <Panel
      figure="funnel" title={words.funnel} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/funnel", { params: { query: queryOf(period) } }))}
      rows={({ candidates, stages }) => (candidates ? stages : [])}
      rowKey={({ status }) => status}
      columns={[
        { key: "status", head: words.funnel, isRowHead: true, cell: ({ status }) => board.statuses[status] },
        { key: "reached", head: words.reached, isNumber: true, cell: ({ reached }) => format.number(reached) },
        { key: "now", head: words.now, isNumber: true, cell: ({ now }) => format.number(now) },
        { key: "share", head: words.share, isNumber: true, cell: (row) => share(row.share) },
        { key: "conversion", head: words.conversion, isNumber: true, cell: (row) => share(row.conversion) },
      ]}
      chart={(rows) => (
        <Bars
          label={words.funnel}
          labels={rows.map(({ status }) => board.statuses[status])}
          series={[{ name: words.reached, values: rows.map(({ reached }) => reached), says: (at) => `${format.number(rows[at]?.reached ?? 0)} · ${share(rows[at]?.share)}` }]}
        />
      )}
    />
  );
}

export function Stays({ period }: Of) {
  const { analytics: words, board } = useWords();
  const format = useFormat();
  return (
    <Panel
      figure="time-in-stage" title={words.stays} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/time-in-stage", { params: { query: queryOf(period) } }))}
      rows={({ stages }) => stages.filter(({ count, open }) => count + open > 0)}
      rowKey={({ status }) => status}
      columns={[
        { key: "status", head: words.stays, isRowHead: true, cell: ({ status }) => board.statuses[status] },
        { key: "count", head: words.count, isNumber: true, cell: ({ count }) => format.number(count) },
        { key: "open", head: words.stillOpen, isNumber: true, cell: ({ open }) => format.number(open) },
        { key: "median", head: words.median, isNumber: true, cell: (row) => format.number(row.median_days, 1) },
        { key: "p90", head: words.p90, isNumber: true, cell: (row) => format.number(row.p90_days, 1) },
      ]}
      chart={(rows) => (
        <Bars
          label={words.stays}
          labels={rows.map(({ status }) => board.statuses[status])}
          series={[
            { name: words.median, values: rows.map((row) => row.median_days), says: (at) => words.days(format.number(rows[at]?.median_days ?? 0, 1)) },
            { name: words.p90, values: rows.map((row) => row.p90_days), says: (at) => words.days(format.number(rows[at]?.p90_days ?? 0, 1)) },
          ]}
        />
      )}
    />
  );
}

export function Scores({ period }: Of) {
  const { analytics: words } = useWords();
  const format = useFormat();
  const of = (name: string, key: "matches" | "chosen" | "rejected", rows: readonly Shape<"BucketOut">[]) => ({
    name,
    values: rows.map((row) => row[key]),
    says: (at: number) => format.number(rows[at]?.[key] ?? 0),
  });
  return (
    <Panel
      figure="scores" title={words.scores} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/scores", { params: { query: queryOf(period) } }))}
      rows={({ matches, buckets }) => (matches ? buckets : [])}
      rowKey={({ low }) => String(low)}
      columns={[
        { key: "score", head: words.scoreFrom, isRowHead: true, cell: ({ low, high }) => `${format.number(low)}–${format.number(high)}` },
        { key: "matches", head: words.matches, isNumber: true, cell: ({ matches }) => format.number(matches) },
        { key: "chosen", head: words.chosen, isNumber: true, cell: ({ chosen }) => format.number(chosen) },
        { key: "rejected", head: words.rejected, isNumber: true, cell: ({ rejected }) => format.number(rejected) },
      ]}
      chart={(rows) => (
        <Columns
          label={words.scores} says={format.number}
          labels={rows.map(({ low }) => format.number(low))}
          series={[of(words.matches, "matches", rows), of(words.chosen, "chosen", rows), of(words.rejected, "rejected", rows)]}
        />
      )}
    />
  );
}

export function Skills({ period }: Of) {
  const { analytics: words } = useWords();
  const format = useFormat();
  return (
    <Panel
      figure="skills" title={words.skills} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/skills", { params: { query: queryOf(period) } }))}
      rows={({ skills }) => skills}
      rowKey={({ skill }) => skill}
      columns={[
        { key: "skill", head: words.skill, isRowHead: true, cell: ({ skill }) => skill },
        { key: "wanted", head: words.wanted, isNumber: true, cell: (row) => format.percent(row.share_of_jobs) },
        { key: "hand", head: words.atHand, isNumber: true, cell: (row) => (row.share_of_resumes == null ? "–" : format.percent(row.share_of_resumes)) },
        { key: "gap", head: words.gap, isNumber: true, cell: ({ gap }) => format.percent(gap) },
      ]}
      chart={(all) => {
        const rows = all.slice(0, MOST_SKILLS);
        return (
          <Bars
            label={words.skills}
            labels={rows.map(({ skill }) => skill)}
            series={[
              { name: words.wanted, values: rows.map((row) => row.share_of_jobs), says: (at) => format.percent(rows[at]?.share_of_jobs ?? 0) },
              { name: words.atHand, values: rows.map((row) => row.share_of_resumes ?? 0), says: (at) => format.percent(rows[at]?.share_of_resumes ?? 0) },
            ]}
          />
        );
      }}
    />
  );
}

export function ToHire({ period }: Of) {
  const { analytics: words } = useWords();
  const format = useFormat();
  return (
    <Panel
      figure="time-to-hire" title={words.toHire} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/time-to-hire", { params: { query: queryOf(period) } }))}
      rows={({ jobs }) => jobs}
      rowKey={({ job_id: id }) => id}
      columns={[
        { key: "job", head: words.job, isRowHead: true, cell: ({ job_id: id, title }) => <a href={`#/board/${id}`}>{title ?? id}</a> },
        { key: "hires", head: words.hires, isNumber: true, cell: ({ hires }) => format.number(hires) },
        { key: "median", head: words.median, isNumber: true, cell: (row) => format.number(row.median_days, 1) },
        { key: "p90", head: words.p90, isNumber: true, cell: (row) => format.number(row.p90_days, 1) },
      ]}
    />
  );
}

export function Sources({ period }: Of) {
  const { analytics: words } = useWords();
  const format = useFormat();
  return (
    <Panel
      figure="sources" title={words.sources} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/sources", { params: { query: queryOf(period) } }))}
      rows={({ applications, sources }) => (applications ? sources : [])}
      rowKey={({ source }) => source}
      columns={[
        { key: "source", head: words.source, isRowHead: true, cell: ({ source }) => words.bySource[source] },
        { key: "count", head: words.applications, isNumber: true, cell: ({ applications }) => format.number(applications) },
        { key: "share", head: words.share, isNumber: true, cell: ({ share }) => format.percent(share) },
      ]}
      chart={(rows) => (
        <Bars
          label={words.sources}
          labels={rows.map(({ source }) => words.bySource[source])}
          series={[{ name: words.applications, values: rows.map(({ applications }) => applications), says: (at) => format.number(rows[at]?.applications ?? 0) }]}
        />
      )}
    />
  );
}

export function Agreement({ period }: Of) {
  const { analytics: words } = useWords();
  const format = useFormat();
  return (
    <Panel
      figure="agreement" title={words.agreement} period={period}
      fetch={() => figures(api.GET("/api/v1/analytics/agreement", { params: { query: queryOf(period) } }))}
      rows={({ jobs }) => jobs}
      rowKey={({ job_id: id }) => id}
      says={({ in_words: sentence, feedback }) => (
        <div className="stack small">
          <p>{sentence}</p>
          <p className="soft">{words.feedback(format.number(feedback.agree), format.number(feedback.disagree), format.number(feedback.corrected))}</p>
        </div>
      )}
      columns={[
        { key: "job", head: words.job, isRowHead: true, cell: ({ job_id: id, title }) => title ?? id },
        { key: "chosen", head: words.chosen, isNumber: true, cell: ({ chosen }) => format.number(chosen) },
        { key: "rejected", head: words.rejected, isNumber: true, cell: ({ rejected }) => format.number(rejected) },
        { key: "pairs", head: words.pairs, isNumber: true, cell: ({ pairs }) => format.number(pairs) },
        { key: "agreement", head: words.agreeing, isNumber: true, cell: ({ agreement }) => (agreement == null ? "–" : format.percent(agreement)) },
      ]}
    />
  );
}

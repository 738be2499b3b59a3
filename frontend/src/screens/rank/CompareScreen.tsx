/** Two to five candidates of a job side by side. */
import type { Shape } from "@shortlist/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { answer, api } from "@/app/api";
import { buttonClass, Chip, Empty, Icon, Loaded, Page, type IconName, type Tone } from "@/parts";
import { useFormat, useWords } from "@/words";
import { readAsked, writeAsked } from "./asked";
import { Score } from "./Score";
import styles from "./compare.module.css";

type Compared = Shape<"CandidatesCompared">;
type Status = Compared["requirements"][number]["candidates"][string]["status"];

export default function CompareScreen() {
  const { rank: words } = useWords();
  const { id = "" } = useParams();
  const [params] = useSearchParams();
  const asked = readAsked(params);
  const ids = (params.get("with") ?? "").split(",").filter(Boolean);
  const isEnough = ids.length >= 2 && ids.length <= 5;
  const found = useQuery({
    queryKey: ["jobs", id, "candidates", "compare", { ids, profile: asked.profile, isBlind: asked.isBlind }],
    queryFn: () => answer(api.GET("/api/v1/jobs/{job_id}/candidates/compare", {
      params: { path: { job_id: id }, query: { resume_ids: ids.join(","), profile: asked.profile, blind: asked.isBlind } },
    })),
    enabled: isEnough,
  });
  const back = { pathname: `/rank/${id}`, search: writeAsked(asked).toString() };
  const note = asked.weights ? words.compareOwn : words.compareProfile(words.profiles[asked.profile]);
  return (
    <Page title={words.compareTitle} lead={found.data ? words.compareLead(found.data.job_title ?? id) : " "}
      actions={<Link to={back} className={buttonClass()}><Icon name="left" size={18} />{words.compareBack}</Link>}>
      {isEnough ? (
        <Loaded query={found}>{(compared) => <Beside compared={compared} isBlind={asked.isBlind} note={note} />}</Loaded>
      ) : (
        <Empty title={words.compareNeeds} icon="rank"><Link to={back} className={buttonClass("primary")}>{words.compareBack}</Link></Empty>
      )}
    </Page>
  );
}

function Beside({ compared, isBlind, note }: { compared: Compared; isBlind: boolean; note: string }) {
  const { rank: words, match: terms } = useWords();
  const format = useFormat();
  const people = compared.candidates;
  const parts = Object.keys(terms.components).filter((name) => people.some(({ components }) => (components[name] ?? 0) > 0)) as (keyof typeof terms.components)[];
  const row = (key: string, head: string, cell: (one: (typeof people)[number]) => React.ReactNode, soft?: string) => (
    <tr key={key}>
      <th scope="row" className={styles.aspect}>{head}{soft && <span className={styles.soft}>{soft}</span>}</th>
      {people.map((one) => <td key={one.resume_id}>{cell(one)}</td>)}
    </tr>
  );
  const group = (title: string) => <tr className={styles.group}><th colSpan={people.length + 1} scope="colgroup">{title}</th></tr>;
  return (
    <>
      <p className="soft small">{note}</p>
      <div className={styles.frame} role="region" aria-label={words.compareTitle} tabIndex={0}>
        <table className={styles.table}>
          <caption className="unseen">{words.compareTitle}</caption>
          <thead>
            <tr>
              <th scope="col"><span className="unseen">{words.aspect}</span></th>
              {people.map((one) => (
                <th key={one.resume_id} scope="col">{isBlind ? words.blindName(one.resume_id) : (one.candidate_name ?? words.unnamed(one.resume_id))}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {row("score", words.aspects.score, (one) => <Score score={one.match_score} grade={one.grade} />)}
            {row("fit", words.aspects.fit, (one) => format.likelihood(one.fit_probability))}
            {row("experience", words.aspects.experience, (one) => words.years(format.number(one.relevant_years, 1)))}
            {row("education", words.aspects.education, (one) => terms.levels[one.education_level as keyof typeof terms.levels] ?? "–")}
            {row("raise", words.aspects.raise, (one) => one.would_raise[0] ? `${one.would_raise[0].skill} (${terms.raisePoints(format.number(one.would_raise[0].points, 1))})` : "–")}
          </tbody>
          <tbody>
            {group(words.parts)}
            {parts.map((name) => row(name, terms.components[name], (one) => <Part value={one.components[name] ?? 0} />))}
          </tbody>
          <tbody>
            {group(words.skills)}
            {compared.skills.map(({ skill, importance, candidates }) => row(`skill ${skill}`, skill, (one) => {
              const cell = candidates[one.resume_id];
              if (!cell) return "–";
              const status: Status = cell.status === "matched" ? "met" : cell.status === "partial" ? "partly" : "missing";
              return <><Shown status={status} />{cell.has && <span className={styles.soft}>{words.standIn(cell.has)}</span>}</>;
            }, terms.importance[importance as keyof typeof terms.importance]))}
          </tbody>
          <tbody>
            {group(words.requirements)}
            {compared.requirements.map(({ text, importance, candidates }, at) => row(`need ${at}`, text, (one) => {
              const cell = candidates[one.resume_id];
              return cell ? <><Shown status={cell.status} />{cell.status !== "missing" && cell.evidence && <span className={styles.soft}>{cell.evidence}</span>}</> : "–";
            }, terms.importance[importance as keyof typeof terms.importance]))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Part({ value }: { value: number }) {
  const format = useFormat();
  return (
    <span className={styles.part}>
      <span className="tabular">{format.number(value)}</span>
      <span className={styles.track} aria-hidden="true"><span style={{ width: `${value}%` }} /></span>
    </span>
  );
}

const SIGNS: Record<Status, { tone: Tone; icon: IconName }> = {
  met: { tone: "good", icon: "check" },
  partly: { tone: "warn", icon: "info" },
  missing: { tone: "bad", icon: "close" },
  unknown: { tone: "plain", icon: "info" },
};

function Shown({ status }: { status: Status }) {
  const { match: terms } = useWords();
  return <Chip tone={SIGNS[status].tone}><Icon name={SIGNS[status].icon} size={12} />{terms.statuses[status]}</Chip>;
}

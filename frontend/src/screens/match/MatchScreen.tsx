/** One match with everything that its score rests on, and the résumé beside it. */
import type { Shape } from "@shortlist/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useParams, useSearchParams } from "react-router";
import { answer, api } from "@/app/api";
import { buttonClass, Checkbox, Icon, Loaded, Page, Problem, Skeleton } from "@/parts";
import { useLanguage, useWords } from "@/words";
import { Care } from "./Care";
import { Components } from "./Components";
import { Documents } from "./Documents";
import { Feedback } from "./Feedback";
import { Head } from "./Head";
import { History } from "./History";
import { spansOf, spansOfSkill, type Highlight } from "./passages";
import { Raise } from "./Raise";
import { Requirements } from "./Requirements";
import { ResumeText } from "./ResumeText";
import { Skills } from "./Skills";
import { Timeline } from "./Timeline";
import styles from "./match.module.css";

export default function MatchScreen() {
  const { match: words } = useWords();
  const { language } = useLanguage();
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const isBlind = params.get("blind") === "1";
  const match = useQuery({
    queryKey: ["matches", id, { isBlind, language }],
    queryFn: () => answer(api.GET("/api/v1/matches/{match_id}", { params: { path: { match_id: id }, query: { blind: isBlind } } })),
  });
  const found = match.data;
  const name = found ? (isBlind ? words.blindName(found.resume_id ?? "") : (found.candidate_name ?? words.unnamed(found.resume_id ?? ""))) : words.title;
  const job = found?.job_title ?? words.untitled(found?.job_id ?? "");
  return (
    <Page title={name} lead={found ? words.lead(job) : " "} actions={found && <Ways found={found} />}>
      <Loaded query={match} waiting={<Skeleton lines={4} height="11rem" />}>
        {(opened) => (
          <>
            <div className={styles.tools}>
              <Documents matchId={id} resumeId={opened.resume_id ?? ""} isBlind={isBlind} />
              <Checkbox label={words.blind} checked={isBlind} onChange={(event) => setParams(event.target.checked ? { blind: "1" } : {}, { replace: true })} />
            </div>
            <Opened key={`${id} ${isBlind}`} found={opened} isBlind={isBlind} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Back to the ranking as it was, or to that of the whole job; and to the board. */
function Ways({ found }: { found: Shape<"MatchOut"> }) {
  const { match: words } = useWords();
  const { state } = useLocation() as { state: { ranking?: string } | null };
  return (
    <>
      <Link to={{ pathname: `/rank/${found.job_id}`, search: state?.ranking ?? "" }} className={buttonClass()}><Icon name="left" size={18} />{words.back}</Link>
      <Link to={`/board/${found.job_id}`} className={buttonClass()}><Icon name="board" size={18} />{words.board}</Link>
    </>
  );
}

function Opened({ found, isBlind }: { found: Shape<"MatchOut">; isBlind: boolean }) {
  const id = found.resume_id ?? "";
  const [highlight, setHighlight] = useState<Highlight | null>(null);
  const read = useQuery({
    queryKey: ["resumes", id, { isBlind }],
    queryFn: async () => (await answer(api.GET("/api/v1/resumes/{resume_id}", { params: { path: { resume_id: id }, query: { blind: isBlind } } }))) as Shape<"ResumeOut">,
  });
  const resume = read.data;
  const text = resume?.text ?? "";
  const skills = new Map((resume?.skills ?? []).map((skill) => [skill.name, skill]));
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <Head found={found} />
        <Care found={found} resume={resume} />
        <Requirements requirements={found.requirements} shown={highlight?.what ?? null}
          onShow={({ text: what, evidence }) => setHighlight({ what, spans: spansOf(text, evidence ?? "") })} />
        <Components found={found} />
        <Skills found={found} shown={highlight?.what ?? null} canShow={(skill) => Boolean(skills.get(skill)?.evidence.length)}
          onShow={(skill) => setHighlight({ what: skill, spans: spansOfSkill(text, skills.get(skill)) })} />
        <Raise found={found} />
        {resume ? <Timeline resume={resume} relevance={found.relevance.experience ?? []} /> : <Skeleton lines={1} height="14rem" />}
        <Feedback matchId={found.match_id ?? ""} />
        <History matchId={found.match_id ?? ""} />
      </div>
      <div className={styles.side}>
        {read.isError && !resume ? <Problem error={read.error} onRetry={() => void read.refetch()} />
          : resume ? <ResumeText text={resume.text} highlight={highlight} onClear={() => setHighlight(null)} />
          : <Skeleton lines={1} height="32rem" />}
      </div>
    </div>
  );
}

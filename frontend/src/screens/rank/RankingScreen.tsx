/** Who fits a job, best first, with everything that changes the order at hand. */
import type { Shape } from "@shortlist/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, buttonClass, Empty, Icon, Loaded, Page, Pager, Problem, Skeleton, useSentence, useToast } from "@/parts";
import { useFormat, useLanguage, useWords } from "@/words";
import { useAsked, writeAsked, type Asked } from "./asked";
import { ChosenBar } from "./ChosenBar";
import { Filters } from "./Filters";
import { IntakeNotice } from "./IntakeNotice";
import { filtersOf, PER_PAGE, useRanking, type Ranking } from "./ranking";
import { RankingTable } from "./RankingTable";
import { tableFile } from "./table_file";
import { useIntake } from "./useIntake";
import { WeightsPanel } from "./WeightsPanel";
import styles from "./ranking.module.css";

export default function RankingScreen() {
  const { rank: words } = useWords();
  const { language } = useLanguage();
  const { id = "" } = useParams();
  const [asked, ask] = useAsked();
  const { files } = useIntake();
  const [isWeighing, setIsWeighing] = useState(asked.weights !== null);
  const job = useQuery({
    queryKey: ["jobs", id],
    queryFn: async () => (await answer(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } }))) as Shape<"JobOut">,
  });
  // Scans that are still being read cannot be ranked yet; who loads the page again meets them as the server has them.
  const unread = new Set(files.flatMap((one) => (one.state.kind === "background" ? [one.state.resumeId] : [])));
  const ready = asked.of && asked.of.filter((one) => !unread.has(one));
  const ranking = useRanking(id, asked, language, ready);
  const title = job.data ? (job.data.title ?? id) : id;

  return (
    <Page title={words.rankingOf(title)} lead={job.data?.company ? words.at(job.data.company) : " "} actions={
      <>
        <Link to={`/board/${id}`} className={buttonClass()}><Icon name="board" size={18} />{words.board}</Link>
        <Download jobId={id} asked={asked} ranking={ranking.data} />
        <Link to={`/rank?job=${id}`} className={buttonClass("primary")}><Icon name="plus" size={18} />{words.more}</Link>
      </>
    }>
      {job.isError && <Problem error={job.error} onRetry={() => void job.refetch()} />}
      <IntakeNotice files={files} onRead={(read) => asked.of && ask({ of: [...asked.of, read] })} />
      <Filters asked={asked} ask={ask} isWeighing={isWeighing} onWeighing={setIsWeighing} />
      {isWeighing && <WeightsPanel asked={asked} ask={ask} first={ranking.data?.rows[0]} />}
      <Loaded query={ranking} waiting={<Skeleton lines={5} height="6.5rem" />}>
        {(found) => <Found key={id} found={found} asked={asked} ask={ask} jobId={id} isStale={ranking.isFetching && ranking.isPlaceholderData} />}
      </Loaded>
      {/* New weights may fail while the former ranking is still shown. */}
      {ranking.isError && ranking.data && <Problem error={ranking.error} onRetry={() => void ranking.refetch()} />}
      {ranking.isError && asked.of && (
        <div><Button onClick={() => ask({ of: null })}>{words.gone}</Button></div>
      )}
    </Page>
  );
}

interface FoundProps {
  found: Ranking;
  asked: Asked;
  ask: (change: Partial<Asked>) => void;
  jobId: string;
  isStale: boolean;
}

function Found({ found, asked, ask, jobId, isStale }: FoundProps) {
  const { rank: words } = useWords();
  const format = useFormat();
  const go = useNavigate();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const isFiltered = asked.minScore > 0 || asked.skill !== "";
  const first = found.rows.find(({ place }) => place === 1);

  if (found.rows.length === 0) {
    return isFiltered ? (
      <Empty title={words.nobody} icon="search">
        <Button onClick={() => ask({ minScore: 0, skill: "" })}>{words.clearFilters}</Button>
      </Empty>
    ) : (
      <Empty title={words.noPeople} icon="rank">
        <p className="soft">{words.noPeopleHint}</p>
        <Link to={`/rank?job=${jobId}`} className={buttonClass("primary")}>{words.addPeople}</Link>
      </Empty>
    );
  }
  return (
    <section className={styles.found} aria-busy={isStale} aria-label={words.ranking}>
      <p className="soft small tabular">{words.counted(format.number(found.rows.length), format.number(found.total))}</p>
      <p className="unseen" role="status">{first && !isStale && words.ranked(nameIn(first, asked, words))}</p>
      <RankingTable rows={found.rows} asked={asked} ask={ask} chosen={chosen} onChoose={setChosen} isStale={isStale} />
      {asked.order !== "score" && found.total > PER_PAGE && asked.of === null && <p className="soft small">{words.pageOnly}</p>}
      {found.isMostPromising && <p className="soft small">{words.promising}</p>}
      {found.unscored > 0 && <p className="soft small">{words.unscored(format.number(found.unscored))}</p>}
      {asked.of === null && <Pager page={asked.page} limit={PER_PAGE} total={found.total} onPage={(page) => ask({ page })} />}
      <ChosenBar count={chosen.length} onClear={() => setChosen([])} onCompare={() => void go({
        pathname: `/rank/${jobId}/compare`,
        search: `${writeAsked(asked).toString()}&with=${chosen.join(",")}`,
      })} />
    </section>
  );
}

const nameIn = (row: Ranking["rows"][number], { isBlind }: Asked, words: ReturnType<typeof useWords>["rank"]) =>
  isBlind ? words.blindName(row.resume_id) : (row.candidate_name ?? words.unnamed(row.resume_id));

/** The list of everybody is written by the server, all of its pages; anything else is what the page shows. */
function Download({ jobId, asked, ranking }: { jobId: string; asked: Asked; ranking: Ranking | undefined }) {
  const { rank: words } = useWords();
  const say = useToast();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const sentence = useSentence(error);
  const download = async () => {
    setIsBusy(true);
    setError(null);
    try {
      const file = asked.of || asked.weights ? { name: `${jobId}-ranking.csv`, content: tableFile(ranking?.rows ?? []) } : await written(jobId, asked);
      saveFile(file);
      say(words.downloaded(file.name));
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <Button icon="download" isBusy={isBusy} disabled={!ranking?.rows.length} onClick={() => void download()}>{words.download}</Button>
      {error !== null && <p role="alert" className={styles.complaint}>{sentence}</p>}
    </>
  );
}

function written(jobId: string, asked: Asked) {
  const { skill = [], ...rest } = filtersOf(asked);
  const query = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  for (const one of skill) query.append("skill", one);
  query.set("format", "csv");
  return api.download(`/api/v1/jobs/${encodeURIComponent(jobId)}/candidates?${query}`);
}

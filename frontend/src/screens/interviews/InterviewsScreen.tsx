/** Interviews as a week, a month or a list; one opened shows what can be done with it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useUser } from "@/app/session";
import { Button, buttonClass, Checkbox, Empty, Loaded, Page, Select, Skeleton } from "@/parts";
import { useWords } from "@/words";
import { Agenda } from "./Agenda";
import { HOME_ZONE, isoDay, plusDays, spanOf, startOfDay, stepped, useDays, VIEWS, type View } from "./days";
import { InterviewPanel } from "./InterviewPanel";
import { between } from "./interviews";
import { Month } from "./Month";
import { PlanDialog } from "./PlanDialog";
import { Week } from "./Week";
import styles from "./interviews.module.css";

const isNarrow = () => matchMedia("(max-width: 48rem)").matches;

export default function InterviewsScreen() {
  const { interviews: words } = useWords();
  const days = useDays();
  const { isLocal } = useUser();
  const [params, setParams] = useSearchParams();
  const [isMine, setIsMine] = useState(false);
  const [isWithCancelled, setIsWithCancelled] = useState(false);
  const view = VIEWS.find((one) => one === params.get("view")) ?? (isNarrow() ? "list" : "week");
  const day = dayIn(params.get("day"));
  const { from, to } = spanOf(view, day);
  const asked = { from: from.toISOString(), to: to.toISOString(), mine: isMine, isWithCancelled };
  const query = useQuery({ queryKey: ["interviews", asked], queryFn: () => between(asked), placeholderData: keepPreviousData });
  const set = (given: Record<string, string | null>) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(given)) {
        if (value === null) after.delete(name);
        else after.set(name, value);
      }
      return after;
    }, { replace: true });
  const open = (id: string) => set({ interview: id });
  const shown = view === "month" ? days.month(day) : days.span(from, plusDays(to, -1));

  return (
    <Page title={words.title} lead={words.lead} actions={<Button kind="primary" icon="plus" onClick={() => set({ new: "1" })}>{words.plan}</Button>}>
      <div className={styles.bar}>
        <div className={styles.steps}>
          <Button icon="left" aria-label={words.earlier} onClick={() => set({ day: isoDay(stepped(view, day, -1)) })} />
          <Button onClick={() => set({ day: null })}>{words.today}</Button>
          <Button icon="right" aria-label={words.later} onClick={() => set({ day: isoDay(stepped(view, day, 1)) })} />
          <h2 aria-live="polite" className="tabular">{shown}</h2>
        </div>
        <div className={styles.choices}>
          {!isLocal && <Checkbox label={words.mine} checked={isMine} onChange={(event) => setIsMine(event.target.checked)} />}
          <Checkbox label={words.cancelledToo} checked={isWithCancelled} onChange={(event) => setIsWithCancelled(event.target.checked)} />
          <Select label={words.views} isLabelUnseen value={view} options={VIEWS.map((one) => [one, words[one]] as const)} onChange={(event) => set({ view: event.target.value as View })} />
        </div>
      </div>
      <p className="small soft">{words.inZone(HOME_ZONE)}</p>
      <Loaded query={query} waiting={<Skeleton lines={1} height="36rem" />}>
        {({ items, total }) => (
          <>
            {total > items.length && <p role="status">{words.more}</p>}
            {view === "week" && <Week first={from} interviews={items} onOpen={open} />}
            {view === "month" && <Month month={day} first={from} interviews={items} onOpen={open} onDay={(wanted) => set({ day: isoDay(wanted), view: isNarrow() ? "list" : "week" })} />}
            {view === "list" && items.length > 0 && <Agenda interviews={items} onOpen={open} />}
            {items.length === 0 && (view === "list" ? (
              <Empty title={words.empty} icon="interviews">
                <p>{words.emptyHint}</p>
                <Link to="/board" className={buttonClass()}>{words.toBoard}</Link>
              </Empty>
            ) : <p className="soft" role="status">{words.emptyHere}</p>)}
          </>
        )}
      </Loaded>
      <PlanDialog isOpen={params.has("new")} job={params.get("job")} resume={params.get("resume")} onClose={() => set({ new: null, job: null, resume: null })}
        onPlanned={(start) => set({ new: null, job: null, resume: null, day: isoDay(new Date(start)) })} />
      <InterviewPanel id={params.get("interview")} onClose={() => set({ interview: null })} />
    </Page>
  );
}

function dayIn(said: string | null): Date {
  const [year, month, day] = (said ?? "").split("-").map(Number);
  return year && month && day ? new Date(year, month - 1, day) : startOfDay(new Date());
}

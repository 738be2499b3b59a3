/** Interviews that are to come, in the candidate's own time zone and in the one they were planned in. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, Empty, Loaded, Problem, Skeleton } from "@/parts";
import { useFormat, useWords } from "@/words";
import { HOME_ZONE, useDays } from "../interviews/days";
import { ownInterviews } from "./me";
import styles from "./me.module.css";

export function OwnInterviews() {
  const { me: words, interviews, jobs } = useWords();
  const { number } = useFormat();
  const days = useDays();
  const query = useQuery({ queryKey: ["me", "interviews"], queryFn: ownInterviews });
  const download = useMutation({ mutationFn: async (id: string) => saveFile(await api.download(`/api/v1/me/interviews/${id}/calendar.ics`)) });
  return (
    <Loaded query={query} waiting={<Skeleton lines={2} height="7rem" />}>
      {({ items }) => items.length === 0 ? <Empty title={words.noInterviews} icon="interviews"><p>{words.noInterviewsHint}</p></Empty> : (
        <div className="stack">
          {download.isError && <Problem error={download.error} />}
          <ul className={styles.jobs}>
            {items.map((one) => (
              <li key={one.interview_id} className={`card ${styles.meeting}`}>
                <div className="stack" style={{ gap: "var(--s1)" }}>
                  <h2>{days.full(one.start)}, <span className="tabular">{days.time(one.start)} – {days.time(one.end)}</span></h2>
                  <p>{[one.job_title ?? jobs.untitled(one.job_id), one.company, interviews.types[one.type], interviews.lasts(number(one.duration_minutes))].filter(Boolean).join(" · ")}</p>
                  <p className="small soft">
                    {interviews.inZone(HOME_ZONE)}
                    {one.time_zone !== HOME_ZONE && ` · ${interviews.there(days.in(one.start, one.time_zone), one.time_zone)}`}
                  </p>
                  {one.location && <p>{one.location}</p>}
                  {one.video_link && <p><a href={one.video_link} target="_blank" rel="noreferrer">{one.video_link}</a></p>}
                </div>
                <div><Button icon="download" disabled={download.isPending} onClick={() => download.mutate(one.interview_id)}>{interviews.calendar}</Button></div>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Loaded>
  );
}

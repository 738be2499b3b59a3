/** The columns of one job: cards are dragged, moved by their menu, or moved several at once. */
import { DndContext, DragOverlay, KeyboardSensor, PointerSensor, pointerWithin, rectIntersection, useSensor, useSensors, type Announcements, type CollisionDetection, type DragEndEvent } from "@dnd-kit/core";
import { useState, type ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { useSettled } from "@/app/useSettled";
import { Button, buttonClass, Empty, Problem, Select, Skeleton, TextField, useSentence, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { nameOf, STATUSES, type Candidate, type Status } from "./board";
import { CandidatePanel } from "./CandidatePanel";
import { Card } from "./Card";
import { Chosen } from "./Chosen";
import { Column } from "./Column";
import { byColumns } from "./keyboard";
import { Reject } from "./Reject";
import { useBoard, useMoving } from "./useBoard";
import styles from "./board.module.css";

// By the pointer where there is one, by the card itself where the keyboard moves it.
const underneath: CollisionDetection = (given) => (given.pointerCoordinates ? pointerWithin(given) : rectIntersection(given));

export function Board({ job, title, picker }: { job: string; title: string; picker: ReactNode }) {
  const { board: words, parts } = useWords();
  const { number } = useFormat();
  const say = useToast();
  const [typed, setTyped] = useState("");
  const { fresh, rest, columns, counts } = useBoard(job, useSettled(typed.trim()));
  const [column, setColumn] = useState<Status>("pending");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [lifted, setLifted] = useState<Candidate | null>(null);
  const [rejecting, setRejecting] = useState<readonly Candidate[] | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [params, setParams] = useSearchParams();
  const opened = params.get("candidate");
  const sentence = useSentence(refusal);
  const all = STATUSES.flatMap((status) => columns[status]);
  const picked = all.filter(({ resume_id }) => resume_id && chosen.has(resume_id));

  const moving = useMoving(job, {
    onMoved: ({ resumes, to }, { done, refused }) => {
      setRefusal(null);
      setChosen(new Set(refused.map(({ resume_id }) => resume_id)));
      const only = resumes.length === 1 && all.find(({ resume_id }) => resume_id === resumes[0]);
      if (only) say(words.moved(nameOf(only, words), words.statuses[to]));
      else if (done.length) say(words.movedMany(number(done.length), words.statuses[to]));
      if (refused.length) say([words.refusedMany(number(refused.length)), ...new Set(refused.map(({ detail }) => detail))].join(" "), "bad");
    },
    onRefused: setRefusal,
  });
  const ask = (candidates: readonly Candidate[], to: Status) => {
    const [first] = candidates;
    if (!first || (candidates.length === 1 && first.status === to)) return;
    if (to === "rejected") setRejecting(candidates);
    else move(candidates, to, "");
  };
  const move = (candidates: readonly Candidate[], to: Status, note: string) => {
    setRefusal(null);
    moving.mutate({ resumes: candidates.flatMap(({ resume_id }) => resume_id ?? []), from: candidates.length === 1 ? (candidates[0]?.status ?? null) : null, to, note });
  };

  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }), useSensor(KeyboardSensor, { coordinateGetter: byColumns }));
  const find = (id: unknown) => all.find(({ resume_id }) => resume_id === id);
  const named = (id: unknown) => {
    const found = find(id);
    return found ? nameOf(found, words) : String(id);
  };
  const announcements: Announcements = {
    onDragStart: ({ active }) => words.lifted(named(active.id)),
    onDragOver: ({ active, over }) => (over ? words.over(named(active.id), words.statuses[over.id as Status]) : words.overNothing(named(active.id))),
    onDragEnd: ({ active, over }) => (over ? words.put(named(active.id), words.statuses[over.id as Status]) : words.left(named(active.id))),
    onDragCancel: ({ active }) => words.left(named(active.id)),
  };
  const drop = ({ active, over }: DragEndEvent) => {
    const candidate = find(active.id);
    setLifted(null);
    if (!candidate || !over) return;
    const group = candidate.resume_id && chosen.has(candidate.resume_id) ? picked : [candidate];
    ask(group, over.id as Status);
  };
  const choose = (id: string, isChosen: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      if (isChosen) after.add(id);
      else after.delete(id);
      return after;
    });
  const open = (id: string | null) => setParams(id ? { candidate: id } : {}, { replace: true });

  if (fresh.isError || rest.isError) {
    return <>{head(picker)}<Problem error={fresh.error ?? rest.error} onRetry={() => void Promise.all([fresh.refetch(), rest.refetch()])} /></>;
  }
  if (!fresh.data || !rest.data) return <>{head(picker)}<Skeleton lines={1} height="32rem" /></>;
  if (all.length === 0 && !typed.trim()) {
    return (
      <Empty title={words.noResumes} icon="file">
        <p>{words.noResumesHint}</p>
        <Link to="/resumes" className={buttonClass("primary")}>{words.toResumes}</Link>
      </Empty>
    );
  }
  return (
    <>
      <div className={styles.tools}>
        {picker}
        <TextField label={words.search} placeholder={words.searchHint} type="search" maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} />
        <div className={styles.picker}>
          <Select label={words.columns} value={column} options={STATUSES.map((status) => [status, words.column(words.statuses[status], number(counts[status]))] as const)}
            onChange={(event) => setColumn(event.target.value as Status)} />
        </div>
      </div>
      <Chosen candidates={picked} isBusy={moving.isPending} onMove={(to) => ask(picked, to)} onClear={() => setChosen(new Set())} />
      {refusal !== null && (
        <div className={styles.refusal} role="alert">
          <p>{sentence}</p>
          <Button kind="quiet" size="s" icon="close" aria-label={parts.dismiss} onClick={() => setRefusal(null)} />
        </div>
      )}
      <DndContext sensors={sensors} collisionDetection={underneath} accessibility={{ announcements, screenReaderInstructions: { draggable: words.instructions } }}
        onDragStart={({ active }) => setLifted(find(active.id) ?? null)} onDragCancel={() => setLifted(null)} onDragEnd={drop}>
        <div className={styles.board} role="region" aria-label={words.board(title)} tabIndex={0}>
          {STATUSES.map((status) => (
            <Column key={status} status={status} count={counts[status]} isShown={status === column} lifted={lifted}>
              {columns[status].map((candidate) => (
                <Card key={candidate.resume_id} candidate={candidate} isChosen={chosen.has(candidate.resume_id ?? "")} onChoose={choose}
                  onMove={(to) => ask([candidate], to)} onOpen={open} />
              ))}
              {status === "pending" && fresh.hasNextPage && (
                <Button size="s" isBusy={fresh.isFetchingNextPage} onClick={() => void fresh.fetchNextPage()}>{words.more}</Button>
              )}
            </Column>
          ))}
        </div>
        <DragOverlay>{lifted && <div className={`${styles.card} ${styles.lifted}`}><strong>{nameOf(lifted, words)}</strong></div>}</DragOverlay>
      </DndContext>
      {rest.hasNextPage && <div><Button isBusy={rest.isFetchingNextPage} onClick={() => void rest.fetchNextPage()}>{words.moreMoved}</Button></div>}
      <Reject candidates={rejecting} onClose={() => setRejecting(null)} onReject={(candidates, note) => {
        setRejecting(null);
        move(candidates, "rejected", note);
      }} />
      <CandidatePanel job={job} resume={opened} onClose={() => open(null)} />
    </>
  );
}

const head = (picker: ReactNode) => <div className={styles.tools}>{picker}</div>;

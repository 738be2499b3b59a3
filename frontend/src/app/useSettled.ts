/** A value that follows another once it has stood still: what is typed is asked for when the typing pauses. */
import { useEffect, useState } from "react";

const PAUSE_MS = 250;

export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

//! Several statements in one round trip.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// Sends the statements in their order and `last` behind them, then waits for all answers. A statement that cannot even
/// be sent keeps `last` back: a commit must not go out without what it is to commit. The first error is the answer,
/// since those behind it only say that the transaction has failed.
pub(super) async fn in_order<T, E>(
    before: Vec<impl Future<Output = Result<u64, E>>>,
    last: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let mut flight: Vec<Flying<_, E>> =
        before.into_iter().map(|statement| Flying { statement: Box::pin(statement), outcome: None }).collect();
    // A statement goes out when it is asked for its answer for the first time.
    poll_fn(|context| {
        flight.iter_mut().for_each(|flying| flying.poll(context));
        Poll::Ready(())
    })
    .await;
    if let Some(failed) = flight.iter().position(|flying| matches!(flying.outcome, Some(Err(_))))
        && let Some(Err(error)) = flight.swap_remove(failed).outcome
    {
        return Err(error);
    }
    let (mut last, mut answer) = (pin!(last), None);
    poll_fn(|context| {
        flight.iter_mut().for_each(|flying| flying.poll(context));
        if answer.is_none()
            && let Poll::Ready(told) = last.as_mut().poll(context)
        {
            answer = Some(told);
        }
        let is_over = answer.is_some() && flight.iter().all(|flying| flying.outcome.is_some());
        if is_over { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    for flying in flight {
        if let Some(outcome) = flying.outcome {
            outcome?;
        }
    }
    match answer {
        Some(answer) => answer,
        None => unreachable!("it is waited for"),
    }
}

struct Flying<F, E> {
    statement: Pin<Box<F>>,
    outcome: Option<Result<u64, E>>,
}

impl<F: Future<Output = Result<u64, E>>, E> Flying<F, E> {
    fn poll(&mut self, context: &mut Context<'_>) {
        if self.outcome.is_none()
            && let Poll::Ready(outcome) = self.statement.as_mut().poll(context)
        {
            self.outcome = Some(outcome);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::future::ready;

    fn fly(outcomes: &[Result<u64, &'static str>]) -> (Result<&'static str, &'static str>, Vec<usize>) {
        let sent = RefCell::new(Vec::new());
        let statement = |n: usize| {
            let (sent, mut is_sent) = (&sent, false);
            poll_fn(move |context: &mut Context<'_>| {
                if !is_sent {
                    sent.borrow_mut().push(n);
                    is_sent = true;
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(outcomes[n])
            })
        };
        let before = (0..outcomes.len()).map(statement).collect();
        let last = async {
            sent.borrow_mut().push(usize::MAX);
            Ok("committed")
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(in_order(before, last));
        (answer, sent.into_inner())
    }

    #[test]
    fn statements_go_out_in_their_order_however_many_there_are() {
        let (answer, sent) = fly(&[Ok(1); 500]);
        assert_eq!(answer, Ok("committed"));
        assert_eq!(sent, (0..500).chain([usize::MAX]).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_is_the_answer() {
        assert_eq!(fly(&[Ok(1), Err("first"), Err("second")]).0, Err("first"));
    }

    #[test]
    fn nothing_is_committed_without_a_statement_that_could_not_be_sent() {
        let last = async { panic!("it was sent") };
        let before = vec![ready(Ok(1)), ready(Err("too large"))];
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(in_order::<(), _>(before, last)), Err("too large"));
    }
}

/* basket-ticket.tsx -- the sum of the basket and the way to the checkout. */
import { useTexts } from '../../texts'
import { Button, ButtonLink } from '../../ui/button'
import { Ticket } from '../../ui/ticket'
import { useMoney } from '../../ui/use-money'
import type { PricedBasket } from './basket'
import { useBasketSum } from './use-priced'

interface BasketTicketProps {
  priced: PricedBasket | undefined
  onBlocked: () => void // the checkout was asked for, but something cannot be had
}

export function BasketTicket({ priced, onBlocked }: BasketTicketProps) {
  const { basket, items } = useTexts()
  const money = useMoney()
  const { count, totalCents } = useBasketSum()
  const blocked = priced !== undefined && !priced.orderable
  return (
    <Ticket heading={basket.yourOrder} className="basket-ticket">
      <p className="ticket-row">{items(count)}</p>
      <p className="ticket-total">
        <span>{basket.total}</span>
        <strong>{money(totalCents)}</strong>
      </p>
      {blocked ? (
        <Button look="main" big onClick={onBlocked}>
          {basket.checkout}
        </Button>
      ) : (
        <ButtonLink look="main" big href="/checkout">
          {basket.checkout}
        </ButtonLink>
      )}
      <p className="small">{blocked ? basket.repairFirst : basket.noAccount}</p>
    </Ticket>
  )
}
